import { agreement, competence, consent, flow, note, refusal, responsibility } from '../builders.js';
import { ALWAYS } from '../partnership.js';
import type { Scenario } from '../scenario.js';
import { ago, ahead } from '../world.js';

const byConsent = agreement('early-help', [
  flow({
    from: 'early-help',
    to: 'school',
    roles: ['dsl'],
    purposes: ['early-help'],
    route: 'consent',
    categories: ['early-help-plan'],
  }),
]);
const plan = (child: string) => note('plan', 'early-help', 'early-help-plan', { about: [child] });
const asks = (child: string) => ({ agency: 'school', role: 'dsl', about: [child], purpose: 'early-help' }) as const;

const amy = { asks: asks('amy'), shared: [byConsent, plan('amy')] };
const ben = { asks: asks('ben'), shared: [byConsent, plan('ben')] };
const kim = { asks: asks('kim'), shared: [byConsent, plan('kim')] };
const lee = { asks: asks('lee'), shared: [byConsent, plan('lee')] };

const shown = { decided: 'permit', shows: ['plan'], answered: 'permit' } as const;
const denied = { decided: 'deny', omits: ['plan'], answered: 'deny' } as const;
const underReview = { decided: 'review', omits: ['plan'], answered: 'review' } as const;

/** Stage 5: who decides, whose word counts, what it comes to. */
export const consents: readonly Scenario[] = [
  {
    ...denied,
    id: 'consent-other-category',
    name: 'a consent for other categories does not cover this one',
    asks: amy.asks,
    given: [...amy.shared, consent('amy', 'maya', { scope: { categories: ['attendance'] } })],
    because: ['NO_CONSENT'],
  },
  {
    ...denied,
    id: 'consent-other-recipient',
    name: 'nor does a consent for other recipients',
    asks: amy.asks,
    given: [...amy.shared, consent('amy', 'maya', { scope: { recipients: ['police'] } })],
    because: ['NO_CONSENT'],
  },
  {
    ...denied,
    id: 'consent-other-purpose',
    name: 'nor one for another purpose',
    asks: amy.asks,
    given: [...amy.shared, consent('amy', 'maya', { scope: { purposes: ['education-support'] } })],
    because: ['PURPOSE_NOT_PERMITTED'],
  },
  {
    ...denied,
    id: 'consent-agency-excluded',
    name: 'a consent that excludes the agency counts as a refusal, among whatever recipients it lists',
    asks: amy.asks,
    given: [...amy.shared, consent('amy', 'maya', { scope: { recipients: ['gp'], excludedAgencies: ['school'] } })],
    because: ['RECIPIENT_EXCLUDED'],
  },
  {
    ...shown,
    id: 'consent-sixteen',
    name: 'who turns 16 today decides alone from today on',
    asks: kim.asks,
    given: [...kim.shared, consent('kim', 'kim', { effectiveAt: ago('1h') })],
    because: ['CONSENT_GRANTED'],
    never: ['PROXY_CONSENT_PR'],
    reliesOn: ['kim'],
  },
  {
    ...denied,
    id: 'consent-sixteen-not-asked',
    name: 'at 16 a parent’s consent is not enough: ask the young person',
    asks: kim.asks,
    given: [...kim.shared, consent('kim', 'maya')],
    because: ['YOUNG_PERSON_DECIDES', 'ASK_YOUNG_PERSON'],
  },
  {
    ...shown,
    id: 'consent-gillick',
    name: 'a 14-year-old found competent decides alone',
    asks: ben.asks,
    given: [...ben.shared, competence('ben', true), consent('ben', 'ben')],
    because: ['CONSENT_GRANTED'],
    reliesOn: ['ben'],
  },
  {
    ...denied,
    id: 'consent-gillick-refuses',
    name: 'a competent 14-year-old’s refusal counts, the mother’s permission does not',
    asks: ben.asks,
    given: [...ben.shared, competence('ben', true), refusal('ben', 'ben'), consent('ben', 'maya')],
    because: ['YOUNG_PERSON_DECIDES', 'CONSENT_REFUSED'],
    never: ['CONSENT_DISPUTED'],
  },
  {
    ...denied,
    id: 'consent-before-competence',
    name: 'what a child said before being found competent does not count',
    asks: ben.asks,
    given: [...ben.shared, consent('ben', 'ben', { effectiveAt: ago('40d') }), competence('ben', true)],
    because: ['GRANTOR_NOT_COMPETENT'],
  },
  {
    ...denied,
    id: 'consent-competence-ended',
    name: 'nor does what a child said who was found competent then, but is not now',
    asks: lee.asks,
    given: [
      ...lee.shared,
      competence('lee', true, ago('40d')),
      consent('lee', 'lee', { effectiveAt: ago('30d') }),
      competence('lee', false, ago('5d')),
    ],
    because: ['GRANTOR_NOT_COMPETENT'],
  },
  {
    ...denied,
    id: 'consent-findings-tie',
    name: 'two findings of the same instant that differ: nobody’s consent is enough until it is settled',
    asks: ben.asks,
    given: [
      ...ben.shared,
      competence('ben', true),
      competence('ben', false),
      consent('ben', 'ben'),
      consent('ben', 'maya'),
    ],
    because: ['YOUNG_PERSON_DECIDES'],
  },
  {
    ...denied,
    id: 'consent-for-somebody-else',
    name: 'nobody gives a young person’s own consent but the young person',
    asks: kim.asks,
    given: [...kim.shared, consent('kim', 'maya', { capacity: 'self', effectiveAt: ago('1h') })],
    because: ['NO_CONSENT'],
    onlyAtTheDecision: 'the API refuses a grantor who is not the subject in the capacity of self',
  },
  {
    ...denied,
    id: 'consent-before-responsibility',
    name: 'a consent given before parental responsibility was acquired does not count',
    asks: amy.asks,
    given: [...amy.shared, consent('amy', 'sam'), responsibility('amy', 'sam', { period: { from: ago('1d') } })],
    because: ['GRANTOR_WITHOUT_PR'],
  },
  {
    ...denied,
    id: 'consent-after-responsibility',
    name: 'nor does the consent of somebody who does not hold it any more',
    asks: amy.asks,
    given: [
      ...amy.shared,
      consent('amy', 'sam'),
      responsibility('amy', 'sam', { period: { from: ago('900d'), until: ago('1d') } }),
    ],
    because: ['GRANTOR_WITHOUT_PR'],
  },
  {
    ...denied,
    id: 'consent-later',
    name: 'a consent whose period is still to begin does not hold yet',
    asks: amy.asks,
    given: [...amy.shared, consent('amy', 'maya', { period: { from: ahead('1d') } })],
    because: ['CONSENT_INACTIVE'],
  },
  {
    ...denied,
    id: 'consent-effective-later',
    name: 'nor one that takes effect later',
    asks: amy.asks,
    given: [...amy.shared, consent('amy', 'maya', { effectiveAt: ahead('1d') })],
    because: ['CONSENT_INACTIVE'],
    onlyAtTheDecision: 'the API refuses an effective time that is later than the record',
  },
  {
    ...denied,
    id: 'consent-newest-withdrawn',
    name: 'the newest consent is withdrawn: the older one of the same grantor does not come back',
    asks: amy.asks,
    given: [
      ...amy.shared,
      consent('amy', 'maya', { effectiveAt: ago('30d') }),
      consent('amy', 'maya', { effectiveAt: ago('10d'), withdrawn: true, scope: { categories: ['early-help-plan'] } }),
    ],
    because: ['CONSENT_WITHDRAWN'],
  },
  {
    ...denied,
    id: 'consent-newest-refusal-narrow',
    name: 'a newer refusal wins over an older consent, however narrow it is',
    asks: amy.asks,
    given: [
      ...amy.shared,
      consent('amy', 'maya', { effectiveAt: ago('30d') }),
      refusal('amy', 'maya', { scope: { categories: ['early-help-plan'] } }),
    ],
    because: ['CONSENT_REFUSED'],
  },
  {
    ...denied,
    id: 'consent-tie',
    name: 'a permission and a refusal of the same instant: a tie is a refusal',
    asks: amy.asks,
    given: [...amy.shared, consent('amy', 'maya'), refusal('amy', 'maya')],
    because: ['CONSENT_REFUSED'],
  },
  {
    ...underReview,
    id: 'consent-two-grantors',
    name: 'the mother consents, the father refuses: nobody decides that in silence',
    asks: amy.asks,
    given: [...amy.shared, consent('amy', 'maya'), refusal('amy', 'femi')],
    because: ['CONSENT_DISPUTED', 'RESOLVE_DISPUTE'],
  },
  {
    ...underReview,
    id: 'consent-withdrawn-refusal',
    name: 'withdrawing everything he ever said does not lift the father’s refusal',
    asks: amy.asks,
    given: [...amy.shared, consent('amy', 'maya'), refusal('amy', 'femi', { withdrawn: true })],
    because: ['CONSENT_DISPUTED', 'RESOLVE_DISPUTE'],
  },
  {
    ...underReview,
    id: 'consent-excluded-by-one',
    name: 'the mother consents, the father consents but for this agency: under review',
    asks: amy.asks,
    given: [...amy.shared, consent('amy', 'maya'), consent('amy', 'femi', { scope: { excludedAgencies: ['school'] } })],
    because: ['CONSENT_DISPUTED'],
  },
  {
    ...shown,
    id: 'consent-one-withdrew',
    name: 'the father has withdrawn his consent and no longer speaks; the mother’s stands',
    asks: amy.asks,
    given: [...amy.shared, consent('amy', 'maya'), consent('amy', 'femi', { withdrawn: true })],
    because: ['CONSENT_GRANTED'],
    reliesOn: ['maya'],
  },
  {
    ...underReview,
    id: 'consent-responsibility-disputed',
    name: 'the only consent is by somebody whose parental responsibility is in dispute',
    asks: amy.asks,
    given: [...amy.shared, consent('amy', 'sam'), responsibility('amy', 'sam', { disputes: [{ from: ago('20d') }] })],
    because: ['CONSENT_DISPUTED', 'RESOLVE_DISPUTE'],
  },
  {
    ...shown,
    id: 'consent-dispute-settled',
    name: 'a dispute that has been settled does not count',
    asks: amy.asks,
    given: [
      ...amy.shared,
      consent('amy', 'sam'),
      responsibility('amy', 'sam', { disputes: [{ from: ago('20d'), until: ago('2d') }] }),
    ],
    because: ['CONSENT_GRANTED'],
    reliesOn: ['sam'],
  },
  {
    ...denied,
    id: 'consent-withdrawn-and-over',
    name: 'withdrawn, and its period over as well: told as withdrawn',
    asks: amy.asks,
    given: [
      ...amy.shared,
      consent('amy', 'maya', { withdrawn: true, period: { from: ago('90d'), until: ago('30d') } }),
    ],
    because: ['CONSENT_WITHDRAWN'],
  },
  {
    ...denied,
    id: 'consent-unknown-age',
    name: 'a child of unknown age is taken to be under 16',
    asks: { agency: 'school', role: 'dsl', about: ['joe'], purpose: 'early-help' },
    given: [
      byConsent,
      { people: [{ id: 'joe' }], involvements: [{ about: 'joe', agency: 'school', workers: [], period: ALWAYS }] },
      note('plan', 'early-help', 'early-help-plan', { about: ['joe'] }),
      consent('joe', 'joe'),
    ],
    because: ['GRANTOR_NOT_COMPETENT'],
  },
  {
    ...shown,
    id: 'consent-both-parents',
    name: 'both parents consent: both are relied on',
    asks: amy.asks,
    given: [...amy.shared, consent('amy', 'maya'), consent('amy', 'femi')],
    because: ['PROXY_CONSENT_PR'],
    reliesOn: ['femi', 'maya'],
  },
];

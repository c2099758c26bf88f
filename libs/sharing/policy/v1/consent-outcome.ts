import type { ConsentFacts, PersonFacts } from '../../language.js';
import { permits } from './consent-scope.js';
import { decidesAlone, heldResponsibility, inDispute, wasCompetent } from './grantors.js';
import type { ConsentStatus, Context, Covering, Finding, RuleOf, Spoken } from './rule.js';

const says = (winners: readonly Spoken[], status: ConsentStatus): boolean =>
  winners.some((winner) => winner.status === status);

const NO_CONSENT: Finding = { code: 'NO_CONSENT', obligations: ['ASK_FOR_CONSENT'] };

const parental = ({ capacity }: ConsentFacts): boolean => capacity === 'parental-responsibility';

const disputed = (person: PersonFacts, record: ConsentFacts, at: string): boolean =>
  parental(record) && inDispute(person, record.grantor, at);

const DISPUTED: Finding = { code: 'CONSENT_DISPUTED', obligations: ['RESOLVE_DISPUTE'], verdict: 'review' };

/** What the grantors' winners come to together, the first that applies; else their permission stands. */
export const acrossRules: readonly RuleOf<'across'>[] = [
  {
    id: 'grantors-disagree',
    stage: 5,
    cites: 'Children Act 1989 s.2(7): each may act alone, and none may be overruled in silence',
    asks: 'across',
    judge: (_c, _subject, winners) =>
      says(winners, 'permission') && (says(winners, 'refused') || says(winners, 'excluded')) ? DISPUTED : undefined,
  },
  {
    id: 'responsibility-in-dispute',
    stage: 5,
    cites: 'Children Act 1989 ss.4, 8: who holds responsibility is for the court',
    asks: 'across',
    judge: (c, { person }, winners) =>
      says(winners, 'permission') && winners.some(({ record }) => disputed(person, record, c.at))
        ? DISPUTED
        : undefined,
  },
  {
    id: 'consent-refused',
    stage: 5,
    cites: 'UK GDPR Art 4(11), freely given',
    asks: 'across',
    judge: (_c, _subject, winners) => (says(winners, 'refused') ? { code: 'CONSENT_REFUSED' } : undefined),
  },
  {
    id: 'recipient-excluded',
    stage: 5,
    cites: 'HL7 FHIR Consent.provision, deny of a named actor',
    asks: 'across',
    judge: (_c, _subject, winners) => (says(winners, 'excluded') ? { code: 'RECIPIENT_EXCLUDED' } : undefined),
  },
  {
    id: 'consent-withdrawn',
    stage: 5,
    cites: 'UK GDPR Art 7(3)',
    asks: 'across',
    judge: (_c, _subject, winners) =>
      says(winners, 'withdrawn') && !says(winners, 'permission') ? { code: 'CONSENT_WITHDRAWN' } : undefined,
  },
];

const someRecord =
  (code: string, test: (c: Context, covering: Covering, record: ConsentFacts) => boolean) =>
  (c: Context, covering: Covering): Finding | undefined =>
    covering.forPurpose.some((record) => test(c, covering, record)) ? { code } : undefined;

/** Why there is no candidate at all, the first that applies. */
export const explanationRules: readonly RuleOf<'explains'>[] = [
  {
    id: 'young-person-not-asked',
    stage: 5,
    cites: 'GMC, 0–18 years; Family Law Reform Act 1969 s.8',
    asks: 'explains',
    judge: (c, { subject, forPurpose }) =>
      decidesAlone(c, subject) && forPurpose.some((record) => parental(record) && permits(record))
        ? { code: 'YOUNG_PERSON_DECIDES', obligations: ['ASK_YOUNG_PERSON'] }
        : undefined,
  },
  {
    id: 'grantor-without-responsibility',
    stage: 5,
    cites: 'Children Act 1989 ss.2–4A',
    asks: 'explains',
    judge: someRecord('GRANTOR_WITHOUT_PR', (c, { subject: { person } }, record) => {
      const { grantor, effectiveAt } = record;
      const held = heldResponsibility(person, grantor, effectiveAt) && heldResponsibility(person, grantor, c.at);
      return parental(record) && !held;
    }),
  },
  {
    id: 'grantor-not-competent',
    stage: 5,
    cites: 'Gillick v West Norfolk and Wisbech AHA [1986] AC 112',
    asks: 'explains',
    judge: someRecord('GRANTOR_NOT_COMPETENT', (c, { subject }, record) => {
      const speaks = wasCompetent(subject.person, record.effectiveAt) && decidesAlone(c, subject);
      return !parental(record) && !speaks;
    }),
  },
  {
    id: 'only-withdrawn',
    stage: 5,
    cites: 'UK GDPR Art 7(3)',
    asks: 'explains',
    judge: someRecord('CONSENT_WITHDRAWN', (_c, _covering, { withdrawn }) => withdrawn),
  },
  {
    id: 'consent-expired',
    stage: 5,
    cites: 'The consent’s own period',
    asks: 'explains',
    judge: someRecord(
      'CONSENT_EXPIRED',
      (c, _covering, { period }) => period.until !== undefined && period.until <= c.at,
    ),
  },
  {
    id: 'consent-inactive',
    stage: 5,
    cites: 'The consent’s own period',
    asks: 'explains',
    judge: someRecord(
      'CONSENT_INACTIVE',
      (c, _covering, { period, effectiveAt }) => period.from > c.at || effectiveAt > c.at,
    ),
  },
  {
    id: 'purpose-not-permitted',
    stage: 5,
    cites: 'UK GDPR Art 5(1)(b)',
    asks: 'explains',
    judge: (_c, { forOthers }) => (forOthers.some(permits) ? { code: 'PURPOSE_NOT_PERMITTED' } : undefined),
  },
  {
    id: 'nobody-asked',
    stage: 5,
    cites: 'UK GDPR Art 7(1)',
    asks: 'explains',
    judge: () => NO_CONSENT,
  },
];

const olderRefusal = ({ forPurpose }: Covering, { grantor, effectiveAt }: ConsentFacts): boolean =>
  forPurpose.some(
    (one) => one.grantor === grantor && one.effectiveAt < effectiveAt && (one.decision === 'refuse' || one.withdrawn),
  );

/** What a permission is accompanied by. */
export const permissionRules: readonly RuleOf<'beside-permission'>[] = [
  {
    id: 'consent-granted',
    stage: 5,
    cites: 'UK GDPR Art 6(1)(a); common law duty of confidence',
    asks: 'beside-permission',
    judge: () => ({ code: 'CONSENT_GRANTED' }),
  },
  {
    id: 'proxy-consent',
    stage: 5,
    cites: 'Children Act 1989 s.3',
    asks: 'beside-permission',
    judge: (_covering, { record }) => (parental(record) ? { code: 'PROXY_CONSENT_PR' } : undefined),
  },
  {
    id: 'newer-consent',
    stage: 5,
    cites: 'The newest word of a grantor counts',
    asks: 'beside-permission',
    judge: (covering, { record }) => (olderRefusal(covering, record) ? { code: 'NEWER_CONSENT' } : undefined),
  },
];

/** What goes before a refusal. */
export const refusalRules: readonly RuleOf<'beside-refusal'>[] = [
  {
    id: 'young-person-decides',
    stage: 5,
    cites: 'GMC, 0–18 years; Family Law Reform Act 1969 s.8',
    asks: 'beside-refusal',
    judge: (c, { subject, forPurpose }) =>
      decidesAlone(c, subject) && forPurpose.some((record) => parental(record) && permits(record))
        ? { code: 'YOUNG_PERSON_DECIDES' }
        : undefined,
  },
];

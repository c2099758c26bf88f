import type { Clauses, Terms } from '@hub/agreements';
import type { Category, Flow, Purpose, Scheme } from '@hub/sharing';
import { clauses } from './clauses.js';

const SOCIAL_CARE = 'northbridge-social-care';
const EARLY_HELP = 'northbridge-early-help';
const HEALTH_VISITING = 'northbridge-health-visiting';
const HOSPITAL = 'northbridge-hospital';
const SCHOOL = 'elm-grove-school';
const POLICE = 'northbridge-police';
const HOUSING = 'northbridge-housing';
const CHARITY = 'harbour-families';

/** What all rows of a table have in common unless a row says otherwise. */
const consented = { route: 'consent', basis: { article6: 'a', article9: 'a' }, consentRequired: true } as const;
const duty = {
  route: 'duty',
  basis: { article6: 'c', article9: 'g', schedule1: '18', gateway: 'ca2004-s11' },
  consentRequired: false,
} as const;

interface Row extends Partial<Flow> {
  readonly from: string;
  readonly to: string;
  readonly roles: readonly string[];
  readonly categories: readonly Category[];
  readonly purposes: readonly Purpose[];
}
type Table = Pick<Flow, 'route' | 'basis' | 'consentRequired'>;

const table = (common: Table, rows: readonly Row[]): readonly Flow[] =>
  rows.map((row, index) => ({ number: index + 1, labels: [], onward: [], ...common, ...row }));

const WHO: readonly Category[] = ['identity', 'family-composition'];
const EARLY: readonly Purpose[] = ['early-help'];
const SAFEGUARDING: readonly Purpose[] = ['safeguarding'];

const earlyHelp = table(consented, [
  {
    from: SCHOOL,
    to: EARLY_HELP,
    roles: ['lead-practitioner'],
    categories: [...WHO, 'attendance', 'behaviour'],
    purposes: EARLY,
  },
  {
    from: HEALTH_VISITING,
    to: EARLY_HELP,
    roles: ['lead-practitioner'],
    categories: [...WHO, 'health-visit', 'health-summary'],
    purposes: EARLY,
  },
  {
    from: EARLY_HELP,
    to: SCHOOL,
    roles: ['dsl'],
    categories: [...WHO, 'early-help-plan', 'family-story', 'involvement'],
    purposes: EARLY,
  },
  {
    from: EARLY_HELP,
    to: HEALTH_VISITING,
    roles: ['health-visitor'],
    categories: [...WHO, 'early-help-plan', 'family-story', 'involvement'],
    purposes: EARLY,
  },
  {
    from: EARLY_HELP,
    to: CHARITY,
    roles: ['family-worker'],
    categories: ['identity', 'early-help-plan'],
    purposes: EARLY,
    onward: ['NORDSCLCD'],
  },
  { from: CHARITY, to: EARLY_HELP, roles: ['lead-practitioner'], categories: ['support-work'], purposes: EARLY },
  { from: HEALTH_VISITING, to: SCHOOL, roles: ['dsl'], categories: ['health-summary'], purposes: EARLY },
]);

/** A scheme of the Home Office: told before the child is next in school. */
const encompass: Scheme = {
  code: 'OPERATION_ENCOMPASS',
  sentence: 'The school is told of a domestic abuse incident before the child is next there.',
  isGround: true,
  obligations: ['SHARE_BEFORE_NEXT_SCHOOL_DAY'],
};

const safeguarding = table(duty, [
  {
    from: SCHOOL,
    to: SOCIAL_CARE,
    roles: ['social-worker'],
    categories: [...WHO, 'address', 'attendance', 'behaviour', 'child-protection-file'],
    purposes: SAFEGUARDING,
  },
  {
    from: HEALTH_VISITING,
    to: SOCIAL_CARE,
    roles: ['social-worker'],
    categories: [...WHO, 'health-visit', 'health-summary', 'injury'],
    purposes: SAFEGUARDING,
  },
  {
    from: HOSPITAL,
    to: SOCIAL_CARE,
    roles: ['social-worker'],
    categories: ['identity', 'injury', 'unscheduled-attendance', 'mental-health'],
    purposes: SAFEGUARDING,
    labels: ['MH'],
  },
  {
    from: POLICE,
    to: SOCIAL_CARE,
    roles: ['social-worker'],
    categories: [...WHO, 'domestic-abuse-incident', 'police-incident', 'risk-assessment'],
    purposes: SAFEGUARDING,
    labels: ['SDV', 'VIO'],
  },
  { from: SOCIAL_CARE, to: SCHOOL, roles: ['dsl'], categories: ['child-protection-plan'], purposes: SAFEGUARDING },
  {
    from: SOCIAL_CARE,
    to: HOSPITAL,
    roles: ['emergency-clinician'],
    categories: ['child-protection-plan'],
    purposes: SAFEGUARDING,
  },
  {
    from: POLICE,
    to: SCHOOL,
    roles: ['dsl'],
    categories: ['domestic-abuse-incident'],
    purposes: SAFEGUARDING,
    basis: { ...duty.basis, gateway: 'ea2002-s175' },
    deadline: 'before the start of the next school day',
    scheme: encompass,
  },
]).map((flow) => (flow.to === SCHOOL ? { ...flow, basis: { ...flow.basis, gateway: 'ea2002-s175' } } : flow));

const housing = table(
  { route: 'public-task', basis: { article6: 'e', gateway: 'ha1996-s213' }, consentRequired: false },
  [
    {
      from: SOCIAL_CARE,
      to: HOUSING,
      roles: ['housing-officer'],
      categories: ['identity', 'address', 'housing-need'],
      purposes: ['housing-support'],
      onward: ['NORDSCLCD'],
    },
    {
      from: HOUSING,
      to: SOCIAL_CARE,
      roles: ['social-worker'],
      categories: ['tenancy', 'housing-need'],
      purposes: ['child-in-need'],
      basis: { article6: 'e', gateway: 'ca1989-s17' },
    },
  ],
);

const partiesOf = (flows: readonly Flow[]): readonly string[] => [
  ...new Set(flows.flatMap(({ from, to }) => [from, to])),
];

const year = (now: Date): string => new Date(Date.UTC(now.getUTCFullYear() + 1, now.getUTCMonth(), 1)).toISOString();

/** Three agreements, with the columns of a WASPI information reference table as their rows. */
export const agreementsFor = (now: Date): readonly { readonly name: string; readonly terms: Terms }[] => {
  const terms = (title: string, flows: readonly Flow[], words: Clauses): Terms => ({
    title,
    kind: 'sharing',
    parties: partiesOf(flows),
    startsOn: '2026-01-01T00:00:00.000Z',
    reviewOn: year(now),
    flows,
    clauses: words,
  });
  return [
    {
      name: 'early-help',
      terms: terms(
        'Early help in Northbridge',
        earlyHelp,
        clauses('A family tells its story once and gets help early.', 'Consent, Article 6(1)(a) and 9(2)(a).'),
      ),
    },
    {
      name: 'safeguarding',
      terms: terms(
        'Safeguarding children in Northbridge',
        safeguarding,
        clauses(
          'To keep children from significant harm.',
          'Legal obligation, Article 6(1)(c); substantial public interest, Article 9(2)(g), Schedule 1 paragraph 18; Children Act 2004 section 11.',
        ),
      ),
    },
    {
      name: 'housing',
      terms: terms(
        'Homes for families in Northbridge',
        housing,
        clauses(
          'To find and keep a home that is safe for the children.',
          'Public task, Article 6(1)(e); Housing Act 1996 section 213; Children Act 1989 section 17.',
        ),
      ),
    },
  ];
};

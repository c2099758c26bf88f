import { SENSITIVE_LABELS, type Category, type Flow } from '@hub/sharing';
import type { Clauses, Terms } from './events.js';

/** The headings of the ICO data sharing code's chapter “Data sharing agreements”. */
export const CLAUSES: Readonly<Record<keyof Clauses, string>> = {
  purpose: 'the purpose of the sharing and why it is needed',
  dataProtectionOfficers: 'who is involved, with their data protection officers',
  dataItems: 'the data items to be shared',
  lawfulBasis: 'the lawful basis and the legal power',
  specialCategoryData: 'special category, sensitive and criminal offence data',
  individualRights: 'access and the other rights of individuals',
  informationGovernance: 'how the sharing is governed',
  accuracy: 'accuracy and common formats of the data',
  retentionAndDeletion: 'retention and deletion',
  security: 'security and access by staff',
  breaches: 'breaches and complaints',
  reviewAndTermination: 'review and termination',
};

/** Data concerning health, sex life or sexual orientation: UK GDPR Article 9(1). */
const SPECIAL: readonly Category[] = [
  'education-need',
  'health-summary',
  'health-visit',
  'health-appointment',
  'injury',
  'mental-health',
  'sexual-health',
  'substance-use',
  'unscheduled-attendance',
];

/** Data relating to criminal convictions and offences, allegations included: UK GDPR Article 10, DPA 2018 s. 11(2). */
const OFFENCES: readonly Category[] = ['domestic-abuse-incident', 'police-incident'];

/** Conditions that need one of Schedule 1 as well: DPA 2018 s. 10(2) and (3). */
const NEEDS_SCHEDULE_1 = ['b', 'g', 'h', 'i', 'j'];

const isBlank = (text: string | undefined): boolean => (text ?? '').trim() === '';

const isSpecial = ({ categories, labels }: Flow): boolean =>
  categories.some((category) => SPECIAL.includes(category)) || labels.some((label) => SENSITIVE_LABELS.includes(label));

const needsSchedule1 = ({ categories, basis }: Flow): boolean =>
  NEEDS_SCHEDULE_1.includes(basis.article9 ?? '') || categories.some((category) => OFFENCES.includes(category));

interface FlowGap {
  readonly lacks: (flow: Flow) => boolean;
  readonly sentence: string;
}

const FLOW_GAPS: Readonly<Record<string, FlowGap>> = {
  'article9-missing': {
    lacks: (flow) => isSpecial(flow) && isBlank(flow.basis.article9),
    sentence: 'carries special category data without an Article 9 condition',
  },
  'schedule1-missing': {
    lacks: (flow) => needsSchedule1(flow) && isBlank(flow.basis.schedule1),
    sentence: 'needs a condition of Schedule 1 to the Data Protection Act 2018',
  },
  'gateway-missing': {
    lacks: ({ route, basis }) => route === 'duty' && isBlank(basis.gateway),
    sentence: 'relies on a duty without naming the statutory gateway',
  },
  'consent-basis-missing': {
    lacks: ({ route, basis }) => route === 'consent' && basis.article6 !== 'a',
    sentence: 'relies on consent without Article 6(1)(a) as its basis',
  },
  'consent-not-asked': {
    lacks: ({ route, basis, consentRequired }) => basis.article6 === 'a' && route !== 'consent' && !consentRequired,
    sentence: 'has consent as its basis and does not ask for it',
  },
};

const TERMS_GAPS: Readonly<Record<string, string>> = {
  'no-flow': 'There is no flow, so nothing is shared.',
  'no-review-date': 'There is no review date.',
  'not-one-way': 'A disclosure agreement goes one way; this one goes both ways.',
};

const goesBothWays = ({ flows }: Terms): boolean => flows.some(({ from }) => flows.some(({ to }) => from === to));

const termsGaps = (terms: Terms): readonly string[] => [
  ...(terms.flows.length === 0 ? ['no-flow'] : []),
  ...(isBlank(terms.reviewOn) ? ['no-review-date'] : []),
  ...(terms.kind === 'disclosure' && goesBothWays(terms) ? ['not-one-way'] : []),
];

const clauseGaps = ({ clauses }: Terms): readonly string[] =>
  (Object.keys(CLAUSES) as (keyof Clauses)[])
    .filter((heading) => isBlank(clauses[heading]))
    .map((heading) => `clause-missing:${heading}`);

const flowGaps = (flow: Flow): readonly string[] =>
  Object.entries(FLOW_GAPS)
    .filter(([, { lacks }]) => lacks(flow))
    .map(([code]) => `${code}:${flow.number}`);

/**
 * What an agreement still lacks, in a stable order: codes, with the heading or the number of the flow after a colon.
 *
 * Gaps are named to the parties before they sign, and do not stop them.
 */
export const gapsOf = (terms: Terms): readonly string[] => [
  ...termsGaps(terms),
  ...clauseGaps(terms),
  ...terms.flows.flatMap(flowGaps),
];

/** A gap as one plain sentence. */
export const describeGap = (gap: string): string => {
  const [code = '', detail = ''] = gap.split(':');
  if (code === 'clause-missing') return `The agreement does not say: ${CLAUSES[detail as keyof Clauses]}.`;
  return TERMS_GAPS[code] ?? `Flow ${detail} ${FLOW_GAPS[code]?.sentence ?? 'has a gap'}.`;
};

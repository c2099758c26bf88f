import type { AgencyId, ConsentFacts, WorkerId } from '../../language.js';
import type { Context, RuleOf, Spoken } from './rule.js';

/** Whether the record names the caller's agency or worker as somebody who may not receive. */
const excludes = (
  { request }: Context,
  {
    scope,
  }: {
    readonly scope: { readonly excludedAgencies: readonly AgencyId[]; readonly excludedWorkers: readonly WorkerId[] };
  },
): boolean => scope.excludedAgencies.includes(request.agency) || scope.excludedWorkers.includes(request.worker);

/** What a record covers, but for its purposes. */
export const scopeRules: readonly RuleOf<'covers'>[] = [
  {
    id: 'consent-covers-category',
    stage: 5,
    cites: 'UK GDPR Art 4(11), specific',
    asks: 'covers',
    judge: (_c, { scope }, category) => scope.categories?.includes(category) ?? true,
  },
  {
    id: 'consent-covers-recipient',
    stage: 5,
    cites: 'UK GDPR Art 4(11), informed: who will receive',
    asks: 'covers',
    judge: (c, record) => (record.scope.recipients?.includes(c.request.agency) ?? true) || excludes(c, record),
  },
];

/** For what. */
export const purposeRules: readonly RuleOf<'for-purpose'>[] = [
  {
    id: 'consent-covers-purpose',
    stage: 5,
    cites: 'UK GDPR Art 6(1)(a): for one or more specific purposes',
    asks: 'for-purpose',
    judge: ({ request }, { scope }) => request.purpose !== undefined && scope.purposes.includes(request.purpose),
  },
];

/** What a record says, the first that applies; else it is a permission. */
export const statusRules: readonly RuleOf<'status'>[] = [
  {
    id: 'refusal-refuses',
    stage: 5,
    cites: 'UK GDPR Art 4(11), freely given: no means no, withdrawn or not',
    asks: 'status',
    judge: (_c, { decision }) => (decision === 'refuse' ? 'refused' : undefined),
  },
  {
    id: 'exclusion-refuses',
    stage: 5,
    cites: 'HL7 FHIR Consent.provision, deny of a named actor',
    asks: 'status',
    judge: (c, record) => (excludes(c, record) ? 'excluded' : undefined),
  },
  {
    id: 'withdrawal-ends-consent',
    stage: 5,
    cites: 'UK GDPR Art 7(3)',
    asks: 'status',
    judge: (_c, { withdrawn }) => (withdrawn ? 'withdrawn' : undefined),
  },
];

const newest = (spoken: readonly Spoken[]) =>
  spoken.reduce((latest, { record }) => (record.effectiveAt > latest ? record.effectiveAt : latest), '');

/** Which of a grantor's records prevail. */
export const prevailingRules: readonly RuleOf<'prevails'>[] = [
  {
    id: 'newest-prevails',
    stage: 5,
    cites: 'UK GDPR Art 7(3): as easy to withdraw as to give; the newest word counts',
    asks: 'prevails',
    judge: (spoken) => {
      const latest = newest(spoken);
      return spoken.filter(({ record }) => record.effectiveAt === latest);
    },
  },
  {
    id: 'tie-is-a-refusal',
    stage: 5,
    cites: 'UK GDPR Art 7(1): the controller must be able to demonstrate consent',
    asks: 'prevails',
    judge: (spoken) => {
      const against = spoken.filter(({ status }) => status !== 'permission');
      return against.length > 0 ? against : spoken;
    },
  },
];

/** Whether the record is a permission rather than a refusal. */
export const permits = ({ decision }: ConsentFacts): boolean => decision === 'permit';

import type { AgencyFacts, AgencyId, Facts, Flow, Instant } from '../../language.js';
import { all, byText } from './asking.js';
import type { FlowInForce, Policy, Register, RuleOf } from './rule.js';
import { ROUTES } from './tables.js';
import { inPeriod } from './time.js';

/** When a flow is in force. */
export const inForceRules: readonly RuleOf<'in-force'>[] = [
  {
    id: 'agreement-in-force',
    stage: 2,
    cites:
      'ICO Data sharing code of practice, data sharing agreements; WASPI Accord: an ISP binds when all have signed',
    asks: 'in-force',
    judge: (_register, { status }) => status === 'in-force',
  },
  {
    id: 'agreement-in-period',
    stage: 2,
    cites: 'The agreement’s start and end dates',
    asks: 'in-force',
    judge: ({ at }, { period }) => inPeriod(period, at),
  },
  {
    id: 'flow-between-parties',
    stage: 2,
    cites: 'The agreement’s list of parties',
    asks: 'in-force',
    judge: (_register, { parties }, { from, to }) => parties.includes(from) && parties.includes(to),
  },
  {
    id: 'flow-between-active-agencies',
    stage: 2,
    cites: 'The charter: a suspended member neither gives nor receives',
    asks: 'in-force',
    judge: ({ agencies }, _agreement, { from, to }) =>
      agencies.get(from)?.status === 'active' && agencies.get(to)?.status === 'active',
  },
];

/** Whether a version still speaks for its agreement, in force or not: what an override is held to. */
export const standingRules: readonly RuleOf<'standing'>[] = [
  {
    id: 'version-has-begun',
    stage: 9,
    cites: 'docs/policy.md, stage 9: an agreement that is still to begin leaves nothing out',
    asks: 'standing',
    judge: ({ facts, at }, { agreement, version }) =>
      facts.agreements.some((one) => one.id === agreement && one.version === version && one.period.from <= at),
  },
  {
    id: 'version-not-replaced',
    stage: 9,
    cites: 'docs/policy.md, stage 9: what a newer version leaves out, an older one does not open',
    asks: 'standing',
    judge: ({ facts, at }, { agreement, version }) =>
      !facts.agreements.some((one) => one.id === agreement && one.version > version && one.period.from <= at),
  },
];

/** Which of several flows is tried first. */
export const orderRules: readonly RuleOf<'order'>[] = [
  {
    id: 'duty-first',
    stage: 2,
    cites: 'HM Government, Information sharing advice (2024): the safeguarding duty does not wait for consent',
    asks: 'order',
    judge: (a, b) => ROUTES.indexOf(a.flow.route) - ROUTES.indexOf(b.flow.route),
  },
  {
    id: 'agreement-by-id',
    stage: 2,
    cites: 'docs/policy.md: one order, the same on every machine',
    asks: 'order',
    judge: (a, b) => byText(a.agreement, b.agreement),
  },
  {
    id: 'newest-version-first',
    stage: 2,
    cites: 'docs/policy.md: one order, the same on every machine',
    asks: 'order',
    judge: (a, b) => b.version - a.version,
  },
  {
    id: 'flow-by-number',
    stage: 2,
    cites: 'docs/policy.md: one order, the same on every machine',
    asks: 'order',
    judge: (a, b) => a.flow.number - b.flow.number,
  },
];

const comparing =
  (policy: Policy) =>
  (a: FlowInForce, b: FlowInForce): number => {
    for (const rule of policy.order) {
      const order = rule.judge(a, b);
      if (order !== 0) return order;
    }
    return 0;
  };

export const agenciesById = (facts: Facts): ReadonlyMap<AgencyId, AgencyFacts> =>
  new Map(facts.agencies.map((agency) => [agency.id, agency]));

/** The flows that `wanted` picks, in the order of candidates, each with whether it is in force. */
export const flowsWith = (
  policy: Policy,
  register: Register,
  facts: Facts,
  wanted: (flow: Flow) => boolean,
): readonly (FlowInForce & { readonly inForce: boolean })[] => {
  const found: (FlowInForce & { inForce: boolean })[] = [];
  for (const agreement of facts.agreements) {
    for (const flow of agreement.flows) {
      if (!wanted(flow)) continue;
      const inForce = all(policy['in-force'], (rule) => rule.judge(register, agreement, flow));
      found.push({ agreement: agreement.id, version: agreement.version, flow, inForce });
    }
  }
  return found.sort(comparing(policy));
};

/** The flows in force to an agency at an instant, in the order in which they are tried. */
export const flowsInForceWith =
  (policy: Policy) =>
  (facts: Facts, agency: AgencyId, at: Instant): readonly FlowInForce[] =>
    flowsWith(policy, { at, agencies: agenciesById(facts) }, facts, ({ to }) => to === agency)
      .filter(({ inForce }) => inForce)
      .map(({ agreement, version, flow }) => ({ agreement, version, flow }));

import type { Flow, Item, ObligationCode, Passage, Reason, Via } from '../../language.js';
import { failureOf, first, obligationsOf, once, onceEach, reasonOf, reasonsOf } from './asking.js';
import { gateOf, type Manner } from './gates.js';
import { opens } from './override.js';
import {
  STEPS,
  type Candidate,
  type Context,
  type Found,
  type GateResult,
  type ItemFinding,
  type Look,
} from './rule.js';
import type { RuleOf, Step, Subject, Verdict } from './rule.js';

/** What makes a flow a candidate: it is the caller's, for its purpose … */
export const callerRules: readonly RuleOf<'to-caller'>[] = [
  {
    id: 'flow-for-purpose',
    stage: 2,
    cites: 'UK GDPR Art 5(1)(b); WASPI ISP, information reference table: purposes',
    asks: 'to-caller',
    judge: ({ request }, { purposes }) => request.purpose !== undefined && purposes.includes(request.purpose),
  },
  {
    id: 'flow-by-claimed-gateway',
    stage: 2,
    cites: 'ICO Data sharing code of practice: a public body names its power',
    asks: 'to-caller',
    judge: ({ request }, { basis }) => request.claimedGateway === undefined || basis.gateway === request.claimedGateway,
  },
];

/** … and comes from where the item comes from. */
export const sourceRules: readonly RuleOf<'from-source'>[] = [
  {
    id: 'flow-from-source',
    stage: 2,
    cites: 'WASPI ISP, information reference table: direction of the flow',
    asks: 'from-source',
    judge: ({ from }, source) => from === source,
  },
];

/** A passage of an item, with its subjects in order of id. */
export interface Asked {
  readonly item: Item;
  readonly passage: Passage;
  readonly subjects: readonly Subject[];
}

/** What becomes of a passage, and how far the asking got. */
export interface Judged {
  readonly step: Step;
  readonly outcome: 'permit' | 'mask' | 'omit';
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly obligations: readonly ObligationCode[];
  readonly consents: readonly string[];
  readonly via?: Via;
  /** The flow in force that it comes by. */
  readonly flow?: Flow;
}

const NONE: readonly never[] = [];

/** Omitted, for what was found. */
export const omitted = (step: Step, found: readonly Found[]): Judged => ({
  step,
  outcome: 'omit',
  verdict: found[0]?.finding.verdict ?? 'deny',
  reasons: onceEach(reasonsOf(found)),
  obligations: obligationsOf(found),
  consents: NONE,
});

const furthest = (step: Step): number => STEPS.indexOf(step);

/** The worst of the subjects' gates: the first question that fails, and there the first subject; else all together. */
const together = (gates: readonly GateResult[]): GateResult | undefined => {
  const failed = gates.filter(({ outcome }) => outcome !== 'permit');
  if (failed.length > 0) return failed.reduce((a, b) => (furthest(b.step) < furthest(a.step) ? b : a));
  const [one] = gates;
  if (one === undefined || gates.length === 1) return one;
  return {
    ...one,
    reasons: onceEach(gates.flatMap(({ reasons }) => reasons)),
    obligations: once(gates.flatMap(({ obligations }) => obligations)),
    consents: once(gates.flatMap(({ consents }) => consents)),
    excepts: once(gates.flatMap(({ excepts }) => excepts)),
  };
};

/** What has been permitted so far, before stage 7. */
interface Grounds {
  readonly reasons: readonly Reason[];
  readonly obligations: readonly ObligationCode[];
  readonly consents: readonly string[];
}

const inTable = (grounds: Grounds, found: readonly Found<ItemFinding>[]): Judged => ({
  step: 'permitted',
  outcome: 'permit',
  verdict: 'deny',
  reasons: found.length === 0 ? grounds.reasons : onceEach([...grounds.reasons, ...reasonsOf(found)]),
  obligations: found.length === 0 ? grounds.obligations : once([...grounds.obligations, ...obligationsOf(found)]),
  consents: grounds.consents,
});

/** Stage 7: omissions beat masks, masks beat permissions. */
export const throughItemRules = (c: Context, look: Look, grounds: Grounds, maskLifted: boolean): Judged => {
  const found: Found<ItemFinding>[] = [];
  for (const rule of c.policy.item) {
    try {
      const finding = rule.judge(c, look);
      if (finding !== undefined) found.push({ rule, finding });
    } catch (error) {
      return omitted('omitted', [failureOf(error, rule)]);
    }
  }
  if (found.length === 0) return inTable(grounds, found);
  const that = (becomes: ItemFinding['becomes']) => found.filter(({ finding }) => finding.becomes === becomes);
  const omissions = that('omit');
  if (omissions.length > 0) return omitted('omitted', omissions);
  const masks = maskLifted ? NONE : that('mask');
  if (masks.length === 0) return inTable(grounds, that('permit'));
  return {
    step: 'masked',
    outcome: 'mask',
    verdict: 'deny',
    reasons: onceEach(masks.map(reasonOfMask)),
    obligations: obligationsOf(masks),
    consents: grounds.consents,
  };
};

const reasonOfMask = ({ rule, finding }: Found<ItemFinding>): Reason =>
  reasonOf({ rule, finding: { ...finding, code: finding.code ?? 'RULE_FAILED' } });

const via = ({ agreement, version, flow }: Candidate): Via => ({
  kind: 'flow',
  agreement,
  version,
  flow: flow.number,
});

/** How a candidate is asked, and what puts the passage beyond its tail. */
export interface Asking {
  readonly manner: Manner;
  readonly beyond: Found | undefined;
}

const stoppedBefore4 = (c: Context, flow: Flow, item: Item, { manner, beyond }: Asking): Judged | undefined => {
  if (manner === 'plain' || !opens(c, 'role')) {
    const role = first(c.policy.role, (rule) => rule.judge(c, flow));
    if (role !== undefined) return omitted('role', [role]);
  }
  const listed = first(c.policy.listed, (rule) => rule.judge(flow, item)) ?? beyond;
  return listed === undefined ? undefined : omitted('minimisation', [listed]);
};

/** What a candidate makes of a passage. */
export const askCandidate = (c: Context, candidate: Candidate, asked: Asked, asking: Asking): Judged => {
  const { item, passage, subjects } = asked;
  const { manner } = asking;
  const early = stoppedBefore4(c, candidate.flow, item, asking);
  if (early !== undefined) return early;
  const gate = together(subjects.map((subject) => gateOf(c, candidate, { subject, category: item.category, manner })));
  if (gate === undefined) return omitted('role', []);
  if (gate.outcome !== 'permit') {
    const { step, outcome, reasons, obligations } = gate;
    return { step, outcome: 'omit', verdict: outcome, reasons, obligations, consents: NONE };
  }
  const look = { item, passage, subjects, flow: candidate.flow, excepts: gate.excepts };
  const judged = throughItemRules(c, look, gate, manner === 'opened' && opens(c, 'mask'));
  if (judged.outcome === 'omit' || !candidate.inForce) return judged;
  return { ...judged, via: via(candidate), flow: candidate.flow };
};

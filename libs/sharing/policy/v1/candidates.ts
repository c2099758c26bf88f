import type { Flow, Item, ObligationCode, Passage, Reason, Via } from '../../language.js';
import { failureOf, first, memoised, obligationsOf, once, onceEach, reasonsOf } from './asking.js';
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
import type { Judged, RuleOf, Step, Subject, Verdict } from './rule.js';

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

const NONE: readonly never[] = [];

/** A passage of an item, with its subjects in order of id. */
export interface Asked {
  readonly item: Item;
  readonly passage: Passage;
  readonly subjects: readonly Subject[];
}

/** Omitted, for what was found. */
export const omitted = (step: Step, found: readonly Found[]): Judged => ({
  step,
  outcome: 'omit',
  verdict: found[0]?.finding.verdict ?? 'deny',
  reasons: onceEach(reasonsOf(found)),
  obligations: obligationsOf(found),
  consents: NONE,
  via: undefined,
  flow: undefined,
});

const furthest = (step: Step): number => STEPS.indexOf(step);

/** Two subjects' gates together: the first question that fails, and there the first subject; else both. */
const both = (a: GateResult, b: GateResult): GateResult => {
  if (a.outcome !== 'permit' || b.outcome !== 'permit') return furthest(b.step) < furthest(a.step) ? b : a;
  return {
    ...a,
    reasons: onceEach([...a.reasons, ...b.reasons]),
    obligations: once([...a.obligations, ...b.obligations]),
    consents: once([...a.consents, ...b.consents]),
    excepts: once([...a.excepts, ...b.excepts]),
  };
};

/** The worst of the subjects' gates, in their order; each pair found out once in a decision. */
const together = (candidate: Candidate, gates: readonly GateResult[]): GateResult | undefined => {
  let worst = gates[0];
  for (let at = 1; at < gates.length && worst !== undefined; at += 1) {
    const [a, b] = [worst, gates[at] as GateResult];
    const known = memoised(candidate.together, a, () => new Map<GateResult, GateResult>());
    worst = memoised(known, b, () => both(a, b));
  }
  return worst;
};

/** What has been permitted so far, before stage 7, and by what. */
export interface Grounds {
  readonly reasons: readonly Reason[];
  readonly obligations: readonly ObligationCode[];
  readonly consents: readonly string[];
  readonly via: Via | undefined;
  readonly flow: Flow | undefined;
}

const permittedOn = ({ reasons, obligations, consents, via, flow }: Grounds): Judged => ({
  step: 'permitted',
  outcome: 'permit',
  verdict: 'deny',
  reasons,
  obligations,
  consents,
  via,
  flow,
});

const asFound = (found: readonly Found<ItemFinding>[], grounds: Grounds, maskLifted: boolean): Judged => {
  const that = (becomes: ItemFinding['becomes']) => found.filter(({ finding }) => finding.becomes === becomes);
  const omissions = that('omit');
  if (omissions.length > 0) return omitted('omitted', omissions);
  const masks = maskLifted ? NONE : that('mask');
  if (masks.length > 0) {
    const said = { reasons: onceEach(reasonsOf(masks)), obligations: obligationsOf(masks) };
    return { ...permittedOn({ ...grounds, ...said }), step: 'masked', outcome: 'mask' };
  }
  const permits = that('permit');
  return permittedOn({
    ...grounds,
    reasons: onceEach([...grounds.reasons, ...reasonsOf(permits)]),
    obligations: once([...grounds.obligations, ...obligationsOf(permits)]),
  });
};

/** Stage 7: omissions beat masks, masks beat permissions. */
export const throughItemRules = (c: Context, look: Look, grounds: () => Judged, maskLifted: boolean): Judged => {
  let found: Found<ItemFinding>[] | undefined;
  for (const rule of c.policy.item) {
    try {
      const finding = rule.judge(c, look);
      if (finding !== undefined) (found ??= []).push({ rule, finding });
    } catch (error) {
      return omitted('omitted', [failureOf(error, rule)]);
    }
  }
  return found === undefined ? grounds() : asFound(found, grounds(), maskLifted);
};

/** What stage 7 starts from where nothing else is said. */
export const onNothingBut = (via: Via | undefined): Judged => permittedOn({ ...NO_GROUNDS, via });

const NO_GROUNDS: Grounds = { reasons: NONE, obligations: NONE, consents: NONE, via: undefined, flow: undefined };

const viaOf = ({ memo, agreement, version, flow }: Candidate): Via =>
  (memo.via ??= { kind: 'flow', agreement, version, flow: flow.number });

/** What a flow permits on these grounds; one object for all the passages that come by it alike. */
const permittedBy = (candidate: Candidate, gate: GateResult): Judged => {
  const known = candidate.permitted.get(gate);
  if (known !== undefined) return known;
  const { reasons, obligations, consents } = gate;
  const by = candidate.inForce ? { via: viaOf(candidate), flow: candidate.flow } : { via: undefined, flow: undefined };
  const judged = permittedOn({ reasons, obligations, consents, ...by });
  candidate.permitted.set(gate, judged);
  return judged;
};

/** How a candidate is asked, and what puts the passage beyond its tail. */
export interface Asking {
  readonly manner: Manner;
  readonly beyond: Found | undefined;
}

/** What stands between the caller's role and the flow, found out once in a decision. */
const roleAgainst = (c: Context, { flow, memo }: Candidate): Judged | undefined => {
  memo.role ??= { found: first(c.policy.role, (rule) => rule.judge(c, flow)) };
  const { found } = memo.role;
  return found && omitted('role', [found]);
};

const stoppedBefore4 = (
  c: Context,
  candidate: Candidate,
  item: Item,
  { manner, beyond }: Asking,
): Judged | undefined => {
  const against = manner === 'opened' && opens(c, 'role') ? undefined : roleAgainst(c, candidate);
  if (against !== undefined) return against;
  const listed = first(c.policy.listed, (rule) => rule.judge(candidate.flow, item)) ?? beyond;
  return listed === undefined ? undefined : omitted('minimisation', [listed]);
};

/** What a candidate makes of a passage. */
export const askCandidate = (c: Context, candidate: Candidate, asked: Asked, asking: Asking): Judged => {
  const { item, passage, subjects } = asked;
  const { manner } = asking;
  const early = stoppedBefore4(c, candidate, item, asking);
  if (early !== undefined) return early;
  const { category } = item;
  const gate = together(
    candidate,
    subjects.map((subject) => gateOf(c, candidate, { subject, category, manner })),
  );
  if (gate === undefined) return omitted('role', []);
  if (gate.outcome !== 'permit') return stoppedAt(gate, gate.outcome);
  const look = { item, passage, subjects, flow: candidate.flow, excepts: gate.excepts };
  return throughItemRules(c, look, () => permittedBy(candidate, gate), manner === 'opened' && opens(c, 'mask'));
};

const stoppedAt = ({ step, reasons, obligations }: GateResult, verdict: Verdict): Judged => ({
  step,
  outcome: 'omit',
  verdict,
  reasons,
  obligations,
  consents: NONE,
  via: undefined,
  flow: undefined,
});

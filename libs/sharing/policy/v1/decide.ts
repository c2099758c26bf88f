import type { Decision, Facts, Gate, Item, ObligationCode, Outcome, Reason, Request } from '../../language.js';
import { byText, every, failureOf, first, joined, memoised, obligationsOf, once, reasonsOf } from './asking.js';
import { omitted, type Asked } from './candidates.js';
import { contextOf } from './context.js';
import { gatesOf } from './gates.js';
import { itemOutcome, type JudgedItem } from './item-outcome.js';
import { opens } from './override.js';
import { askedOf, barsOf, judgeAsked } from './passages.js';
import { policyWith, RULES } from './policy.js';
import { personSeen } from './power.js';
import type { Askable } from './tail.js';
import type { Context, Found, Judged, Policy, Rule } from './rule.js';

/** The version of the policy that this folder is. */
export const VERSION = 'v1';

const READING: Found['rule'] = {
  id: 'facts',
  stage: 0,
  cites: 'docs/policy.md: what is missing counts against sharing',
};

/** Reasons each once, in order of stage, then code. */
export const inOrder = (reasons: Iterable<Reason>): readonly Reason[] => {
  const found = new Map<string, Reason>();
  for (const reason of reasons) {
    const key = `${reason.stage} ${reason.code}`;
    const known = found.get(key);
    if (known === undefined || reason.rule < known.rule) found.set(key, reason);
  }
  return [...found.entries()].sort(([a], [b]) => byText(a, b)).map(([, reason]) => reason);
};

interface Barred {
  readonly asked: Asked;
  readonly bars: readonly Found[];
}

/** Stages 0 and 1 of an item's passages, found out once. */
const barred = (c: Context, item: Item): readonly Barred[] =>
  item.passages.map((passage) => {
    const asked = askedOf(c, item, passage);
    return { asked, bars: barsOf(c, asked) };
  });

/** What candidates may be asked about, by source. */
const askableOf = (items: readonly Item[], passages: readonly (readonly Barred[])[]): Askable => {
  const found = new Map<string, { item: Item; passages: readonly Asked[] }[]>();
  items.forEach((item, at) => {
    const open = (passages[at] ?? []).filter(({ bars }) => bars.length === 0).map(({ asked }) => asked);
    memoised(found, item.source, () => [] as { item: Item; passages: readonly Asked[] }[]).push({
      item,
      passages: open,
    });
  });
  return found;
};

/** What becomes of the nth item. */
const judging = (c: Context, items: readonly Item[]): ((item: Item, at: number) => JudgedItem) => {
  const passages = items.map((item) => barred(c, item));
  let askable: Askable | undefined;
  const whenAsked = (): Askable => (askable ??= askableOf(items, passages));
  const judge = ({ asked, bars }: Barred): Judged =>
    bars.length > 0 ? omitted('role', bars) : judgeAsked(c, asked, whenAsked);
  return (item, at) => ({ item, passages: (passages[at] ?? []).map(judge) });
};

interface Entitlement {
  readonly failed: Found | undefined;
  /** What an override opened. */
  readonly opened: readonly Found[];
}

const entitlementOf = (c: Context, ownItemShows: () => boolean): Entitlement => {
  const opened: Found[] = [];
  let left = c.policy.request;
  for (;;) {
    const found = first(left, (rule) => rule.judge(c, ownItemShows));
    const opening = found?.rule.opening;
    if (found === undefined) return { failed: undefined, opened };
    if (found.finding.code === 'RULE_FAILED' || opening === undefined || !opens(c, opening))
      return { failed: found, opened };
    opened.push(found);
    left = left.filter((rule) => rule.opening !== opening);
  }
};

const accepted = (c: Context, opened: readonly Found[]): readonly Found[] =>
  opened.length === 0 ? [] : [...opened, ...every(c.policy.override, (rule) => rule.judge())];

/** The outcome over what has been judged. */
const overall = (
  judged: readonly { readonly outcome: string; readonly verdict: string }[],
  whole: boolean,
): Outcome => {
  if (whole) return 'permit';
  if (judged.some(({ outcome }) => outcome === 'permit')) return 'partial';
  if (judged.some(({ verdict }) => verdict === 'review')) return 'review';
  return judged.some(({ verdict }) => verdict === 'declined') ? 'declined' : 'deny';
};

const outcomeOfGates = (c: Context, gates: readonly Gate[]): Outcome => {
  if (personSeen(c) !== undefined) return 'deny';
  const judged = gates.map(({ outcome }) => ({ outcome, verdict: outcome }));
  return overall(
    judged,
    gates.every(({ outcome }) => outcome === 'permit'),
  );
};

interface Outcomes {
  readonly gates: readonly Gate[];
  readonly items: readonly JudgedItem[];
  readonly passages: readonly Judged[];
}

const outcomeOf = (c: Context, { gates, items, passages }: Outcomes): Outcome => {
  if (items.length === 0) return outcomeOfGates(c, gates);
  const whole =
    items.every((item) => item.passages.length > 0) && passages.every(({ outcome }) => outcome === 'permit');
  return overall(passages, whole);
};

interface Said {
  readonly reasons: readonly Reason[];
  readonly obligations: readonly ObligationCode[];
  readonly consents: readonly string[];
}

/** All together; many passages share one list, which is looked at once. */
const saidBy = (said: readonly Said[]): Said => {
  const seen = new Set<unknown>();
  const reasons = new Set<Reason>();
  const obligations = new Set<ObligationCode>();
  const consents = new Set<string>();
  const gather = <T>(list: readonly T[], into: Set<T>): void => {
    if (list.length === 0 || seen.has(list)) return;
    seen.add(list);
    for (const one of list) into.add(one);
  };
  for (const one of said) {
    gather(one.reasons, reasons);
    gather(one.obligations, obligations);
    gather(one.consents, consents);
  }
  return { reasons: inOrder(reasons), obligations: [...obligations].sort(), consents: [...consents].sort() };
};

const said = (found: readonly Found[]): Said => ({
  reasons: reasonsOf(found),
  obligations: obligationsOf(found),
  consents: [],
});

const notEntitled = (facts: Facts, items: readonly Item[], found: readonly Found[]): Decision => {
  const denied = omitted('role', found.slice(0, 1));
  return {
    policy: VERSION,
    outcome: 'deny',
    entitled: false,
    ...saidBy([said(found)]),
    gates: [],
    items: items.map((item) => itemOutcome({ item, passages: item.passages.map(() => denied) })),
    heads: facts.heads,
  };
};

const decideIn = (c: Context): Decision => {
  const items = [...c.facts.items].sort((a, b) => byText(a.id, b.id));
  const judge = judging(c, items);
  const ownItemShows = (): boolean =>
    items.some(
      (item, at) =>
        item.source === c.request.agency &&
        // A consent is told to whoever it concerns; it lets nobody in.
        item.kind !== 'consent' &&
        judge(item, at).passages.some(({ outcome }) => outcome !== 'omit'),
    );
  const { failed, opened } = entitlementOf(c, ownItemShows);
  const ofEntitlement = accepted(c, opened);
  if (failed !== undefined) return notEntitled(c.facts, items, [failed, ...ofEntitlement]);
  const gates = gatesOf(c);
  const judged = items.map(judge);
  const passages = joined(judged, (item) => item.passages);
  const unseen = personSeen(c);
  const entitlement = said([...ofEntitlement, ...(unseen === undefined ? [] : [unseen])]);
  return {
    policy: VERSION,
    outcome: outcomeOf(c, { gates, items: judged, passages }),
    entitled: true,
    ...saidBy([entitlement, ...gates, ...once(passages)]),
    gates,
    items: judged.map(itemOutcome),
    heads: c.facts.heads,
  };
};

/** Decides by these rules; production decides by all. */
export const decideWith = (rules: readonly Rule[]): ((request: Request, facts: Facts) => Decision) => {
  const policy: Policy = policyWith(rules);
  return (request, facts) => {
    try {
      return decideIn(contextOf(policy, request, facts));
    } catch (error) {
      return notEntitled(facts, facts.items, [failureOf(error, READING)]);
    }
  };
};

/** Policy v1: docs/policy.md. */
export const decide = decideWith(RULES);

/** Decides by every rule but one: what a mutation test asks. */
export const decideWithout = (ruleId: string): ((request: Request, facts: Facts) => Decision) =>
  decideWith(RULES.filter(({ id }) => id !== ruleId));

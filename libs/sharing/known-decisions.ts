import { answerOf, CURRENT, decide, policies, type PolicyVersion } from './decide.js';
import type { Answer, Decision, Facts, Instant, Request } from './language.js';

/** A decision, and what the caller may learn of it. */
export interface Decided {
  readonly decision: Decision;
  readonly told: Answer | undefined;
}

interface Kept extends Decided {
  readonly policy: PolicyVersion | undefined;
  readonly facts: Facts;
  readonly at: Instant;
  /** Worked out when it is first asked for. */
  until?: Instant;
}

/** Each may hold a few hundred kilobytes. */
const MOST_KEPT = 200;
const DAY = 24 * 60 * 60 * 1000;

const midnightAfter = (at: Instant): Instant => new Date(Date.parse(at.slice(0, 10)) + DAY).toISOString();

/** The least text within a value that comes at or after `from` and before `until`; `until` where there is none. */
const least = (value: unknown, from: string, until: string): string => {
  if (typeof value === 'string') return from <= value && value < until ? value : until;
  if (typeof value !== 'object' || value === null) return until;
  let found = until;
  for (const part of Object.values(value)) found = least(part, from, found);
  return found;
};

const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

/** All texts within what is the same for many questions, in order. */
const inOrder = new WeakMap<object, readonly string[]>();

const textsOf = (value: object): readonly string[] => {
  const known = inOrder.get(value) ?? textsIn(value).toSorted((a, b) => (a < b ? -1 : 1));
  inOrder.set(value, known);
  return known;
};

/** `least`, of texts that are in order. */
const leastOf = (texts: readonly string[], from: string, until: string): string => {
  let [low, high] = [0, texts.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((texts[middle] ?? from) < from) low = middle + 1;
    else high = middle;
  }
  const found = texts[low];
  return found !== undefined && found < until ? found : until;
};

/**
 * From `at` on, the first instant at which the same facts might be decided otherwise; excluded.
 *
 * INVARIANT: of the time of asking a policy uses whether it lies before or after an instant that the facts name, and its
 * date. So nothing changes within a day, up to the next instant named. Texts that are not instants can only make it sooner.
 */
export const holdsUntil = ({ agencies, agreements, people, ...others }: Facts, at: Instant): Instant => {
  let until = midnightAfter(at);
  for (const lasting of [agencies, agreements, people])
    for (const one of lasting) until = leastOf(textsOf(one), at, until);
  return least(others, at, until);
};

const isSame = (kept: Kept, policy: PolicyVersion | undefined, facts: Facts, at: Instant): boolean =>
  kept.facts === facts && kept.policy === policy && kept.at <= at && at < (kept.until ??= holdsUntil(facts, kept.at));

/**
 * `decide`, which looks up what the same request about the very same facts came to before, for as long as the time
 * changes nothing about it.
 */
export const knownDecisions = (): ((request: Request, facts: Facts) => Decided) => {
  const known = new Map<string, Kept>();

  const keep = (key: string, kept: Kept): Decided => {
    known.delete(key);
    known.set(key, kept);
    const [oldest] = known.keys();
    if (known.size > MOST_KEPT && oldest !== undefined) known.delete(oldest);
    return kept;
  };

  return (request, facts) => {
    const { at, ...asked } = request;
    const key = JSON.stringify(asked);
    const policy = policies[CURRENT];
    const before = known.get(key);
    if (before && isSame(before, policy, facts, at)) return keep(key, before);
    const decision = decide(request, facts);
    return keep(key, { policy, facts, at, decision, told: answerOf(decision) });
  };
};

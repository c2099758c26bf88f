import type { PersonId } from '@hub/sharing';
import type { Asked } from './asked.js';
import { familiesIn, membersOf } from './records.js';
import { scopeOf, type Scope } from './scope.js';
import type { Histories } from './stream-cache.js';

/** Scopes that are kept; each holds on to the histories that it is of. */
const MOST_KEPT = 500;

interface Kept {
  readonly histories: Histories;
  readonly members: readonly (readonly PersonId[])[];
  readonly scope: Scope;
}

const sameList = <T>(a: readonly T[], b: readonly T[], same: (one: T, other: T) => boolean): boolean =>
  a.length === b.length && a.every((value, index) => same(value, b[index] as T));

const sameHistories = (a: Histories, b: Histories): boolean =>
  a.size === b.size && [...a].every(([stream, history]) => b.get(stream) === history);

/**
 * Scopes, the same object for as long as no stream has moved and nobody has joined or left a household.
 *
 * INVARIANT: of the time, a scope and the facts within it depend on who is a member of each family, and nothing else.
 */
export const knownScopes = (keyOf: (asked: Asked) => string): ((asked: Asked, histories: Histories) => Scope) => {
  const known = new Map<string, Kept>();

  const keep = (key: string, kept: Kept): Scope => {
    known.delete(key);
    known.set(key, kept);
    const [oldest] = known.keys();
    if (known.size > MOST_KEPT && oldest !== undefined) known.delete(oldest);
    return kept.scope;
  };

  return (asked, histories) => {
    const key = keyOf(asked);
    const members = familiesIn(histories).map((history) => membersOf(history, asked.at));
    const before = known.get(key);
    const same =
      before !== undefined &&
      sameHistories(before.histories, histories) &&
      sameList(before.members, members, (one, other) => sameList(one, other, Object.is));
    return keep(key, same ? before : { histories, members, scope: scopeOf(asked, histories) });
  };
};

import { memory, type EventStore, type Position } from '@hub/eventsourcing';
import type { Instant, PersonId } from '@hub/sharing';
import type { Asked } from './asked.js';
import { keyOf, type Reached } from './reach.js';
import { familiesIn, membersOf } from './records.js';
import type { Histories } from './stream-cache.js';
import { isFamilyStream, isNoteStream } from './streams.js';

/** At least so many: what is kept holds on to its histories. */
const KEPT = 250;
/** More growth than this, and it is quicker to follow anew. */
const FEW = 1_000;

type Members = readonly (readonly PersonId[])[];

interface Kept {
  readonly reached: Reached;
  /** All of the log up to here is in it. */
  readonly upTo: Position;
  readonly members: Members;
}

const membersIn = (histories: Histories, at: Instant): Members =>
  familiesIn(histories).map((history) => membersOf(history, at));

const sameList = <T>(a: readonly T[], b: readonly T[], same: (one: T, other: T) => boolean): boolean =>
  a.length === b.length && a.every((value, index) => same(value, b[index] as T));

const sameMembers = (a: Members, b: Members): boolean =>
  sameList(a, b, (one, other) => sameList(one, other, Object.is));

/**
 * What a question reached before is what it reaches, for as long as the log has grown elsewhere alone: no stream of it,
 * and no note and no family that might lead to more.
 *
 * INVARIANT: of the time, what is reached and the facts in it depend on who is a member of each family, and nothing else.
 */
export const knownReach = (
  store: Pick<EventStore, 'head' | 'growth'>,
  follow: (asked: Asked) => Promise<Reached>,
): ((asked: Asked) => Promise<Reached>) => {
  const known = memory<string, Kept>(KEPT);

  const keep = (key: string, kept: Kept): Reached => {
    known.set(key, kept);
    return kept.reached;
  };

  /** The same as of now, unless it has moved. */
  const unmoved = async (kept: Kept, at: Instant): Promise<Kept | undefined> => {
    const { scope, histories } = kept.reached;
    const growth = await store.growth(kept.upTo, FEW);
    const moved = growth.some(
      ({ stream: name }) => scope.streams.has(name) || isNoteStream(name) || isFamilyStream(name),
    );
    if (moved || growth.length === FEW || !sameMembers(membersIn(histories, at), kept.members)) return undefined;
    return { ...kept, upTo: growth.at(-1)?.position ?? kept.upTo };
  };

  return async (asked) => {
    const key = keyOf(asked);
    const before = known.get(key);
    const same = before && (await unmoved(before, asked.at));
    if (same) return keep(key, same);
    const upTo = await store.head();
    const reached = await follow(asked);
    return keep(key, { reached, upTo, members: membersIn(reached.histories, asked.at) });
  };
};

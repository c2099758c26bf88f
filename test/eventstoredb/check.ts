import type { Expected, Recorded } from './records.js';

/** What is known of a stream when somebody wants to write to it. */
export interface Known {
  readonly events: readonly Recorded[];
  readonly tombstoned: boolean;
  readonly softDeleted: boolean;
  readonly hasMetadata: boolean;
  /** The event of this stream that was last stored under an id; of another stream none. */
  stored(id: string): Recorded | undefined;
}

export type Verdict = 'store' | 'deleted' | 'wrong' | { readonly repeats: Recorded };

/** *Any* and *stream exists* look at ids wherever they were stored: the first decides whether it is new, the rest whether it is whole. */
const anywhere = ({ stored }: Known, ids: readonly string[]): Verdict => {
  const found = ids.map((id) => stored(id));
  if (found[0] === undefined) return 'store';
  return found.every((event) => event !== undefined) ? { repeats: found.at(-1)! } : 'wrong';
};

/** Below the current revision, ids are looked at in the places that they would have taken. */
const inPlace = ({ events, stored, softDeleted }: Known, expected: bigint, ids: readonly string[]): Verdict => {
  const at = (offset: number): Recorded | undefined => events[Number(expected) + 1 + offset];
  const same = ids.map(
    (id, offset) => at(offset)?.id === id || (stored(id) !== undefined && stored(id) === at(offset)),
  );
  if (ids.length > 0 && same.every(Boolean)) return { repeats: at(ids.length - 1)! };
  return expected === -1n && softDeleted && same[0] === false ? 'store' : 'wrong';
};

/**
 * What an EventStoreDB says to an append. Ids are compared for *any*, *stream exists*, *none*, and a revision below the current one;
 * at the current revision nothing is compared, so that the same events are stored twice.
 */
export const check = (known: Known, expected: Expected, ids: readonly string[]): Verdict => {
  if (known.tombstoned) return 'deleted';
  if (expected === 'stream_exists') {
    if (known.softDeleted) return 'deleted';
    if (known.events.length === 0 && !known.hasMetadata) return 'wrong';
  }
  if (expected === 'any' || expected === 'stream_exists') return anywhere(known, ids);
  const revision = expected === 'no_stream' ? -1n : expected;
  const current = BigInt(known.events.length) - 1n;
  if (revision === current) return 'store';
  return revision < current ? inPlace(known, revision, ids) : 'wrong';
};

import { memory, type Position } from '@hub/eventsourcing';
import { isPassing } from './failure.js';
import type { Deadline } from './limits.js';
import { placeOf, positionIn, type Raw } from './record.js';

/** The place before everything. */
export const BEGINNING = -1n;

/** The position before the first event. */
export const START_POSITION: Position = '0';

/** Of so many positions, at least, it is known where they stand. */
const KEPT = 5_000;

const numberOf = (position: Position): bigint => {
  if (!/^\d{1,19}$/.test(position)) throw new RangeError('not a position of this log');
  return BigInt(position);
};

export const isAfter = (a: Position, b: Position): boolean => numberOf(a) > numberOf(b);

/** An event of whomever: where it stands, and itself where it is in the space of the log. */
export interface Found {
  readonly at: bigint;
  readonly raw?: Raw;
  readonly bytes: number;
}

interface Log {
  readonly from: (place: bigint, count: number, until: Deadline) => Promise<readonly Found[]>;
  /** What the positions of events that were recorded here are counted from. */
  readonly base: () => Promise<bigint>;
}

/**
 * Where on the server to go on after a position: where it was handed out, that is remembered. Else its own number says it,
 * unless its event was copied from another engine, whose positions are kept: then it is looked for from the beginning.
 */
export const placesOf = ({ from, base }: Log) => {
  const known = memory<Position, bigint>(KEPT);
  /** Up to `to`, the last event of the hub's own has this position. */
  let end = { position: START_POSITION, to: BEGINNING };

  const remember = (position: Position, place: bigint): void => {
    if ((known.get(position) ?? BEGINNING) < place) known.set(position, place);
  };

  /** True when the event with this position stands at this place. */
  const standsAt = async (place: bigint, position: Position, until: Deadline): Promise<boolean> => {
    try {
      const [one] = await from(place, 1, until);
      return one?.at === place && one.raw !== undefined && positionIn(one.raw) === position;
    } catch (error) {
      // In the middle of some event the server finds nothing that it could read.
      if (isPassing(error)) throw error;
      return false;
    }
  };

  return {
    /** Where to begin; too early where nothing is known, so that who reads leaves out what does not lie after the position. */
    async of(position: Position, until: Deadline): Promise<bigint> {
      const number = numberOf(position);
      const remembered = known.get(position);
      if (remembered !== undefined) return remembered;
      if (position === START_POSITION) return BEGINNING;
      const place = number - (await base());
      return place > BEGINNING && (await standsAt(place, position, until)) ? place : BEGINNING;
    },

    /** Keeps where the last of these stands. */
    handedOut<T extends Raw>(own: readonly T[]): readonly T[] {
      const last = own.at(-1);
      if (last) remember(positionIn(last), placeOf(last));
      return own;
    },

    /** After the last of these, or after `position`, there is nothing of the hub's own up to a place. */
    nothingUpTo(own: readonly Raw[], position: Position, place: bigint): void {
      const last = own.at(-1);
      const ending = last ? positionIn(last) : position;
      remember(ending, place);
      if ((last || ending === end.position) && place > end.to) end = { position: ending, to: place };
    },

    /** The position of the last event of the hub's own, if nothing has come above `place` and all below is known. */
    knownEnd: (place: bigint): Position | undefined => (place <= end.to ? end.position : undefined),
  };
};

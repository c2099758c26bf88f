import type { AllStreamResolvedEvent } from '@eventstore/db-client';
import type { Position } from '@hub/eventsourcing';
import { isPassing } from './failure.js';
import type { Deadline } from './limits.js';
import { isCopied, isOwn, placeOf, positionIn, type Raw } from './record.js';

/** The place before everything. */
export const BEGINNING = -1n;

/** The position before the first event. */
export const START_POSITION: Position = '0';

const MOST = 10_000;
const STEP = 1_000;

const numberOf = (position: Position): bigint => {
  if (!/^\d{1,19}$/.test(position)) throw new RangeError('not a position of this log');
  return BigInt(position);
};

export const isAfter = (a: Position, b: Position): boolean => numberOf(a) > numberOf(b);

type Resolved = readonly AllStreamResolvedEvent[];

interface Log {
  readonly from: (place: bigint, count: number, until: Deadline) => Promise<Resolved>;
  readonly after: (
    place: bigint,
    count: number,
    until: Deadline,
  ) => Promise<{ readonly events: Resolved; readonly ended: boolean }>;
}

const rawsIn = (resolved: Resolved): readonly Raw[] => resolved.flatMap(({ event }) => (event ? [event as Raw] : []));

/**
 * Where on the server to go on after a position that was handed out: mostly at its own number, which is the place of its
 * event. Further on, where nothing of the hub's own has come since. And elsewhere for events that were copied from another
 * engine: those keep their positions.
 */
export const placesOf = ({ from, after }: Log) => {
  const known = new Map<Position, bigint>();
  let hasCopies: boolean | undefined;
  /** Up to `to`, the last event of the hub's own has this position. */
  let end = { position: START_POSITION, to: BEGINNING };

  const remember = (position: Position, place: bigint): void => {
    if ((known.get(position) ?? BEGINNING) >= place) return;
    known.delete(position);
    known.set(position, place);
    const [oldest] = known.keys();
    if (known.size > MOST && oldest !== undefined) known.delete(oldest);
  };

  const firstOwn = async (until: Deadline): Promise<Raw | undefined> => {
    for (let place = BEGINNING; ;) {
      const { events, ended } = await after(place, STEP, until);
      const raws = rawsIn(events);
      const [own, last] = [raws.find(isOwn), raws.at(-1)];
      if (own || ended || !last) return own;
      place = placeOf(last);
    }
  };

  /** Copies are made into an empty log: where there are any, the first event is one. */
  const mayBeCopied = async (until: Deadline): Promise<boolean> => {
    if (hasCopies !== undefined) return hasCopies;
    const first = await firstOwn(until);
    return first === undefined ? false : (hasCopies = isCopied(first));
  };

  /** True when an event that was recorded here stands at this very number. */
  const standsAt = async (place: bigint, until: Deadline): Promise<boolean> => {
    try {
      const [event] = rawsIn(await from(place, 1, until));
      return event !== undefined && placeOf(event) === place && !isCopied(event);
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
      const place = known.get(position);
      if (place !== undefined) return place;
      if (position === START_POSITION) return BEGINNING;
      return !(await mayBeCopied(until)) || (await standsAt(number, until)) ? number : BEGINNING;
    },

    /** Keeps where the last of these stands, if its number does not say so. */
    handedOut<T extends Raw>(own: readonly T[]): readonly T[] {
      const last = own.at(-1);
      if (last && isCopied(last)) remember(positionIn(last), placeOf(last));
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

import { BACKWARDS, END, FORWARDS, START, type AllStreamResolvedEvent, type ReadPosition } from '@eventstore/db-client';
import type { Growth, Position, Recorded } from '@hub/eventsourcing';
import { asked, collected } from './collected.js';
import { deadlineIn, type Deadline } from './limits.js';
import { BEGINNING, isAfter, placesOf, START_POSITION } from './places.js';
import { isOwn, placeOf, positionIn, recordedFrom, type Raw } from './record.js';
import type { Reading } from './reading.js';

/** A page stops here even if more events were asked for, so that large ones do not fill the memory. */
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_AT_ONCE = 4_096;
/** What is read beyond twice of what is wanted: commands are claimed by an event each. */
const MORE = 32;
/** How many are read at first, on the way back to the last event of the hub's own. */
const FEW = 4;

const bytesOf = ({ data }: Raw): number => (data instanceof Uint8Array ? data.length : 0);

const bytesIn = (resolved: AllStreamResolvedEvent | undefined): number =>
  resolved?.event ? bytesOf(resolved.event) : 0;

/** The event in what the server gives back; none where it has been deleted. */
export const rawOf = ({ event }: AllStreamResolvedEvent): readonly Raw[] => (event ? [event] : []);

export const whereOf = (resolved: AllStreamResolvedEvent): bigint =>
  resolved.commitPosition ?? (resolved.event ? placeOf(resolved.event) : BEGINNING);

const at = (place: bigint): ReadPosition => (place === BEGINNING ? START : { commit: place, prepare: place });

/** The whole log, read from whoever leads, without what others keep there and without what commands are claimed by. */
export const wholeLog = ({ connection, timeouts, seen }: Reading, base: () => Promise<bigint>) => {
  /** Everybody's events from a place on, at most so many, and not more than the memory is to hold. */
  const from = async (place: bigint, count: number, until: Deadline): Promise<readonly AllStreamResolvedEvent[]> => {
    let bytes = 0;
    return collected(
      {
        connection,
        silence: timeouts.call,
        open: (client) =>
          client.readAll({ direction: FORWARDS, fromPosition: at(place), maxCount: count, requiresLeader: true }),
        enough: (found) => (bytes += bytesIn(found.at(-1))) >= 2 * MOST_BYTES,
      },
      until,
    );
  };

  /** Those after a place, and whether these are all. The server begins with the one that stands there. */
  const after = async (place: bigint, count: number, until: Deadline) => {
    const found = await from(place, count + 1, until);
    const ended = found.length <= count && found.reduce((sum, one) => sum + bytesIn(one), 0) < 2 * MOST_BYTES;
    return { events: found.filter((one) => whereOf(one) > place), ended };
  };

  const before = (place: bigint | typeof END, count: number, until: Deadline) =>
    collected(
      {
        connection,
        silence: timeouts.call,
        open: (client) =>
          client.readAll({
            direction: BACKWARDS,
            fromPosition: place === END ? END : at(place),
            maxCount: count,
            requiresLeader: true,
          }),
      },
      until,
    );

  const places = placesOf({ from, base });
  const whole = () => deadlineIn(timeouts.whole);

  /** At most `limit` events of the hub's own after a position. */
  const ownAfter = async (position: Position, limit: number): Promise<readonly Raw[]> => {
    const own: Raw[] = [];
    let bytes = 0;
    let place = await places.of(position, whole());
    const take = (resolved: AllStreamResolvedEvent): void => {
      place = whereOf(resolved);
      for (const raw of rawOf(resolved)) {
        if (!isOwn(raw) || !isAfter(positionIn(raw), position)) continue;
        own.push(raw);
        bytes += bytesOf(raw);
      }
    };
    const isFull = (): boolean => own.length >= limit || bytes >= MOST_BYTES;
    for (;;) {
      const { events, ended } = await after(place, Math.min(2 * limit + MORE, MOST_AT_ONCE), whole());
      for (const resolved of events) if (!isFull()) take(resolved);
      if (isFull()) return places.handedOut(own);
      if (!ended) continue;
      places.nothingUpTo(own, position, place);
      return places.handedOut(own);
    }
  };

  /** The last event of the hub's own, found backwards from the end, or not at all where that is known already. */
  const head = async (): Promise<Position> => {
    let end: bigint | undefined;
    let place: bigint | typeof END = END;
    for (let count = FEW; ; count = Math.min(count * 4, MOST_AT_ONCE)) {
      const found: readonly AllStreamResolvedEvent[] = await before(place, count, whole());
      end ??= found.map(whereOf)[0];
      const own = found.flatMap(rawOf).find(isOwn);
      if (own) {
        places.handedOut([own]);
        places.nothingUpTo([own], START_POSITION, end ?? BEGINNING);
        return positionIn(own);
      }
      place = found.map(whereOf).at(-1) ?? BEGINNING;
      const known = places.knownEnd(place);
      if (known !== undefined) return known;
      if (found.length < count) return START_POSITION;
    }
  };

  const grown = async (position: Position, limit: number): Promise<readonly Growth[]> =>
    (await asked(ownAfter(position, limit))).map((raw) => ({
      stream: raw.streamId,
      revision: Number(raw.revision),
      position: positionIn(raw),
    }));

  return {
    places,
    after,
    before,
    ports: {
      page: async (position: Position, limit: number): Promise<readonly Recorded[]> => {
        const events = (await asked(ownAfter(position, limit))).map(recordedFrom);
        seen.read(events);
        return events;
      },
      growth: grown,
      head: () => asked(head()),
    },
  };
};

export type WholeLog = ReturnType<typeof wholeLog>;

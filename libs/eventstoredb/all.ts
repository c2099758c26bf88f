import { BACKWARDS, END, FORWARDS, START, type AllStreamResolvedEvent, type ReadPosition } from '@eventstore/db-client';
import type { Growth, Position, Recorded } from '@hub/eventsourcing';
import { asked, collected } from './collected.js';
import { unavailable } from './failure.js';
import { deadlineIn, type Deadline } from './limits.js';
import { BEGINNING, isAfter, placesOf, START_POSITION, type Found } from './places.js';
import { bytesOf, isOwn, placeOf, positionIn, type Raw } from './record.js';
import type { Reading } from './reading.js';
import { upToDate } from './up-to-date.js';

/** A page stops here even if more events were asked for, so that large ones do not fill the memory. */
const MOST_BYTES = 8 * 1024 * 1024;
/** No more is read than this, of whosever events. */
const MOST_READ = 2 * MOST_BYTES;
const MOST_AT_ONCE = 4_096;
/** What is read beyond twice of what is wanted: commands are claimed by an event each. */
const MORE = 32;
/** How many are read at first, on the way back to the last event of the hub's own. */
const FEW = 4;

const sizeOf = (resolved: AllStreamResolvedEvent | undefined): number =>
  resolved?.event ? bytesOf(resolved.event) : 0;

/** Events of the hub's own. */
export const ownIn = (found: readonly Found[]): readonly Raw[] =>
  found.flatMap(({ raw }) => (raw && isOwn(raw) ? [raw] : []));

/** Where the last of them stands. */
export const lastPlaceIn = (found: readonly Found[]): bigint => found.at(-1)?.at ?? BEGINNING;

const at = (place: bigint): ReadPosition => (place === BEGINNING ? START : { commit: place, prepare: place });

/** The whole log, read from whoever leads, without what others keep there and without what commands are claimed by. */
export const wholeLog = ({ connection, timeouts, seen, recorded, space }: Reading, base: () => Promise<bigint>) => {
  const foundIn = ({ event, commitPosition }: AllStreamResolvedEvent): Found => {
    const raw = event && space.inside(event);
    const place = commitPosition ?? (event ? placeOf(event) : BEGINNING);
    if (raw) seen.reached(place);
    return { at: place, bytes: event ? bytesOf(event) : 0, ...(raw && { raw }) };
  };

  /** Everybody's events from a place on, at most so many, and not more than the memory is to hold. */
  const from = async (place: bigint, count: number, until: Deadline): Promise<readonly Found[]> => {
    let bytes = 0;
    const read = await collected(
      {
        connection,
        silence: timeouts.call,
        open: (client) =>
          client.readAll({ direction: FORWARDS, fromPosition: at(place), maxCount: count, requiresLeader: true }),
        enough: (all) => (bytes += sizeOf(all.at(-1))) >= MOST_READ,
      },
      until,
    );
    return read.map(foundIn);
  };

  /**
   * INVARIANT: a log that ends before what was known when it was asked for is not believed: what has grown decides who sees what.
   * `endOf` says where what was found ends, where that is the end of the log.
   */
  const asKnown = (
    until: Deadline,
    ask: () => Promise<readonly Found[]>,
    endOf: (found: readonly Found[]) => bigint | undefined,
  ) => {
    const least = seen.furthest();
    const isLess = (found: readonly Found[]): boolean => (endOf(found) ?? least) < least;
    return upToDate(connection, until, { ask, isLess, failure: unavailable });
  };

  /** Those after a place, and whether these are all. The server begins with the one that stands there. */
  const after = async (place: bigint, count: number, until: Deadline) => {
    const isAll = (found: readonly Found[]): boolean =>
      found.length <= count && found.reduce((sum, { bytes }) => sum + bytes, 0) < MOST_READ;
    const found = await asKnown(
      until,
      () => from(place, count + 1, until),
      (some) => (isAll(some) ? (some.at(-1)?.at ?? place) : undefined),
    );
    return { found: found.filter((one) => one.at > place), ended: isAll(found) };
  };

  const before = async (place: bigint | typeof END, count: number, until: Deadline): Promise<readonly Found[]> => {
    const read = await collected(
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
    return read.map(foundIn);
  };

  const places = placesOf({ from, base });
  const whole = () => deadlineIn(timeouts.whole);

  /** At most `limit` events of the hub's own after a position. */
  const ownAfter = async (position: Position, limit: number): Promise<readonly Raw[]> => {
    const own: Raw[] = [];
    let bytes = 0;
    let place = await places.of(position, whole());
    const take = (one: Found): void => {
      place = one.at;
      if (!one.raw || !isOwn(one.raw) || !isAfter(positionIn(one.raw), position)) return;
      own.push(one.raw);
      bytes += one.bytes;
    };
    const isFull = (): boolean => own.length >= limit || bytes >= MOST_BYTES;
    for (;;) {
      const { found, ended } = await after(place, Math.min(2 * limit + MORE, MOST_AT_ONCE), whole());
      for (const one of found) if (!isFull()) take(one);
      if (isFull()) return places.handedOut(own);
      if (!ended) continue;
      places.nothingUpTo(own, position, place);
      return places.handedOut(own);
    }
  };

  /** What a look back from a place says of the last event of the hub's own; nothing where one has to look further. */
  const lastIn = (found: readonly Found[], asked: number, end: bigint): Position | undefined => {
    const own = ownIn(found)[0];
    if (own) {
      places.handedOut([own]);
      places.nothingUpTo([own], START_POSITION, end);
      return positionIn(own);
    }
    const isAll = found.length < asked;
    if (isAll) places.nothingUpTo([], START_POSITION, end);
    return places.knownEnd(lastPlaceIn(found)) ?? (isAll ? START_POSITION : undefined);
  };

  /** The position of the last event of the hub's own, found backwards from the end, or as far as that is not known already. */
  const head = async (patience?: number): Promise<Position> => {
    const until = patience === undefined ? undefined : deadlineIn(patience);
    const firstly = until ?? whole();
    const endOf = (some: readonly Found[]): bigint => some[0]?.at ?? BEGINNING;
    let found = await asKnown(firstly, () => before(END, FEW, firstly), endOf);
    const end = endOf(found);
    for (let count = FEW; ;) {
      const last = lastIn(found, count, end);
      if (last !== undefined) return last;
      count = Math.min(count * 4, MOST_AT_ONCE);
      found = await before(lastPlaceIn(found), count, until ?? whole());
    }
  };

  const growthIn = (raw: Raw): Growth => ({
    stream: raw.streamId,
    revision: Number(raw.revision),
    position: positionIn(raw),
  });

  /** INVARIANT: fewer than `limit` are all that there were. What is read at once may have been cut short by bytes. */
  const grown = async (position: Position, limit: number): Promise<readonly Growth[]> => {
    const growth: Growth[] = [];
    while (growth.length < limit) {
      const more = await asked(ownAfter(growth.at(-1)?.position ?? position, limit - growth.length));
      if (more.length === 0) break;
      growth.push(...more.map(growthIn));
    }
    return growth;
  };

  return {
    places,
    after,
    before,
    ports: {
      page: async (position: Position, limit: number): Promise<readonly Recorded[]> => {
        const events = (await asked(ownAfter(position, limit))).map(recorded);
        seen.read(events);
        return events;
      },
      growth: grown,
      head: (patience?: number) => asked(head(patience)),
    },
  };
};

export type WholeLog = ReturnType<typeof wholeLog>;

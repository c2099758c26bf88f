import { BACKWARDS, END } from '@eventstore/db-client';
import { NO_STREAM, type Event, type Instant, type Recorded } from '@hub/eventsourcing';
import { asked, collected } from './collected.js';
import type { Connection } from './connection.js';
import { CutShort, isAbsent } from './failure.js';
import { deadlineIn, type Deadline, type Timeouts } from './limits.js';
import type { Raw } from './record.js';
import type { SeenEnds } from './seen.js';
import type { ServerClock } from './server-clock.js';
import type { Space } from './space.js';
import { upToDate } from './up-to-date.js';

/** Streams read at the same time. */
const AT_ONCE = 32;

export interface Reading {
  readonly connection: Connection;
  readonly timeouts: Timeouts;
  readonly seen: SeenEnds;
  readonly now: () => Instant;
  readonly clock: ServerClock;
  readonly recorded: (raw: Raw) => Recorded;
  readonly space: Space;
}

/** Does something with each, a few at a time, and keeps their order. */
const each = async <T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<readonly R[]> => {
  const done: R[] = [];
  for (let first = 0; first < all.length; first += AT_ONCE)
    done.push(...(await Promise.all(all.slice(first, first + AT_ONCE).map(work))));
  return done;
};

const lastRevision = (raw: Raw | undefined): number => (raw ? Number(raw.revision) : NO_STREAM);

/** Streams, read from whoever leads. */
export const streamsOf = ({ connection, timeouts, seen, recorded, space }: Reading) => {
  const rawsOf = async (
    stream: string,
    options: { readonly fromRevision?: bigint | typeof END; readonly maxCount?: number; direction?: typeof BACKWARDS },
    until: Deadline,
  ): Promise<readonly Raw[]> => {
    try {
      const read = await collected(
        {
          connection,
          silence: timeouts.call,
          open: (client) => client.readStream(space.stored(stream), { ...options, ...LEADER }),
        },
        until,
      );
      return read.flatMap(({ event }) => (event && space.inside(event)) ?? []);
    } catch (error) {
      if (isAbsent(error)) return [];
      throw error;
    }
  };

  /** The events from `from` up to and including `to`; no call where that is nothing. */
  const between = async (stream: string, { from = 0, to = Infinity } = {}, until: Deadline) => {
    if (to < from) return [];
    const maxCount = to === Infinity ? {} : { maxCount: to - from + 1 };
    const raws = await rawsOf(stream, { fromRevision: BigInt(from), ...maxCount }, until);
    // Of a stream that was cut short the server shows what is left, whatever was asked for.
    if (raws.some(({ revision }, index) => revision !== BigInt(from + index))) throw new CutShort(stream);
    return raws;
  };

  const last = async (stream: string, until: Deadline): Promise<Raw | undefined> =>
    (await rawsOf(stream, { direction: BACKWARDS, fromRevision: END, maxCount: 1 }, until))[0];

  const whole = () => deadlineIn(timeouts.whole);

  /** What is said of a stream, if its end is not less than what was known when it was asked. If it stays less, the stream was cut short. */
  const asKnown = <T>(
    stream: string,
    until: Deadline,
    ask: () => Promise<T>,
    end: (found: T) => number,
  ): Promise<T> => {
    const least = seen.of(stream)?.revision ?? NO_STREAM;
    const [isLess, failure] = [(found: T) => end(found) < least, () => new CutShort(stream)];
    return upToDate(connection, until, { ask, isLess, failure });
  };

  const rawsFor = (stream: string, range: { from?: number; to?: number } = {}): Promise<readonly Raw[]> => {
    const until = whole();
    const ask = () => between(stream, range, until);
    if (range.to !== undefined || (range.from ?? 0) > (seen.of(stream)?.revision ?? NO_STREAM)) return ask();
    return asKnown(stream, until, ask, (raws) => lastRevision(raws.at(-1)));
  };

  const headOf = async (stream: string, until: Deadline): Promise<number> =>
    lastRevision(await asKnown(stream, until, () => last(stream, until), lastRevision));

  const read = async <E extends Event>(stream: string, range?: { from?: number; to?: number }) => {
    const events = (await asked(rawsFor(stream, range))).map(recorded);
    seen.read(events.slice(-1));
    // Which events a stream holds is the caller's word, as in every adapter.
    return events as readonly Recorded[] as readonly Recorded<E>[];
  };

  return {
    between,
    last,
    ports: {
      read,
      readMany: async (streams: readonly string[], from?: ReadonlyMap<string, number>) => {
        const names = [...new Set(streams)];
        const found = await each(names, (name) => read(name, { from: from?.get(name) ?? 0 }));
        return new Map(names.flatMap((name, index) => (found[index]?.length ? [[name, found[index]]] : [])));
      },
      heads: async (streams: readonly string[]): Promise<ReadonlyMap<string, number>> => {
        const until = whole();
        const heads = each(streams, async (name) => [name, await headOf(name, until)] as const);
        return new Map(await asked(heads));
      },
    },
  };
};

const LEADER = { requiresLeader: true } as const;

export type Streams = ReturnType<typeof streamsOf>;

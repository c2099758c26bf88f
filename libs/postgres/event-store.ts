import { setTimeout as sleep } from 'node:timers/promises';
import { encodeAppend, type EventStore, type Instant, type Position, type Recorded } from '@hub/eventsourcing';
import { connection, connectionPool } from './connection.js';
import { isPassing } from './log/failure.js';
import { groupCommit, LANES } from './log/group-commit.js';
import { reading } from './log/reading.js';
import { wakeups, type Wakeup } from './log/wakeups.js';

export interface PostgresEventStore {
  /** As the role `concord_app`, to a database that has `logMigrations`. */
  readonly connectionString: string;
  readonly now: () => Instant;
  /** Most connections for reading; appends have their own, so that no reader holds them up. */
  readonly readers?: number;
}

const BATCH = 500;
/** Whoever is far behind is given more at once. */
const LARGE_BATCH = 4_000;
/** A page of fewer is all that there was: it is cut short at 8 MiB, and nothing is appended that is larger than one. */
const UNCUT = 8;
const LONGEST_PAUSE = 5_000;

const nextSize = ({ length }: readonly Recorded[], size: number): number =>
  length === size ? Math.min(size * 2, LARGE_BATCH) : BATCH;

const lingering = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
  if (milliseconds > 0) await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
};

/** The log on PostgreSQL. Appends at the same time share a transaction, and are durable when they resolve. */
export const postgresEventStore = ({ connectionString, now, readers = 8 }: PostgresEventStore): EventStore => {
  const writer = connectionPool(connectionString, { max: LANES, name: 'concord log writer' });
  const reader = connectionPool(connectionString, { max: readers, name: 'concord log reader' });
  const { next, took, ...reads } = reading(reader);
  const grown = wakeups(
    () => connection(connectionString, { name: 'concord log listener', statementTimeout: 0 }),
    (a, b) => reads.isAfter(a, b),
  );
  const commits = groupCommit(writer, now, (batch) => {
    took(batch);
    const last = batch.at(-1);
    if (last) grown.wake(last.outcome.position);
  });
  const closed = new AbortController();

  /** The next page, however long PostgreSQL is away. Any other failure ends the follower, loudly. */
  const patientPage = async (after: Position, size: number, ended: AbortSignal): Promise<readonly Recorded[]> => {
    for (let pause = 100; !ended.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        return await next(after, size);
      } catch (error) {
        if (error instanceof RangeError || !isPassing(error)) throw error;
        await sleep(pause, undefined, { signal: ended }).catch(() => undefined);
      }
    }
    return [];
  };

  /** Resolves when there may be more after a page: of what was at hand that may be at once. */
  const more = async (page: readonly Recorded[], wakeup: Wakeup): Promise<void> => {
    const last = page.at(-1);
    if (last === undefined || !grown.isBehind(last.position)) await wakeup.woken;
  };

  return {
    ...reads,
    start: '0',
    append: async (append) => commits.append({ append, encoded: encodeAppend(append) }),
    async *follow(after, signal, { linger = 0 } = {}) {
      const ended = AbortSignal.any([signal, closed.signal]);
      let size = BATCH;
      for (let position = after; !ended.aborted;) {
        // Asked for before the page is read: what is committed from then on wakes us, also while somebody deals with the page.
        const wakeup = grown.next(ended);
        try {
          const page = await patientPage(position, size, ended);
          size = nextSize(page, size);
          if (page.length > 0) yield page;
          position = page.at(-1)?.position ?? position;
          if (page.length < UNCUT) await more(page, wakeup).then(() => lingering(linger, ended));
        } finally {
          wakeup.cancel();
        }
      }
    },
    close: async () => {
      closed.abort();
      await commits.drained();
      await grown.close();
      await Promise.all([writer.end(), reader.end()]);
    },
  };
};

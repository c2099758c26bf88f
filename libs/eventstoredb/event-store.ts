import type { EventStore } from '@hub/eventsourcing';
import { wholeLog } from './all.js';
import { appendingWith } from './appending.js';
import { baseOf } from './base.js';
import { connected } from './connection.js';
import { followingOf } from './follow.js';
import { TIMEOUTS, type Timeouts } from './limits.js';
import { isAfter, START_POSITION } from './places.js';
import { streamsOf, type Reading } from './reading.js';
import { seenEnds } from './seen.js';

export interface EventStoreDbEventStore {
  /** `esdb://…`, or `esdb+discover://…` for a cluster that a name in DNS stands for. */
  readonly connectionString: string;
  readonly timeouts?: Partial<Timeouts>;
}

/** The log on EventStoreDB: facts and heads are read from the leader, and a command is claimed in a stream of its own. */
export const eventStoreDbEventStore = ({ connectionString, timeouts = {} }: EventStoreDbEventStore): EventStore => {
  const connection = connected(connectionString);
  const reading: Reading = { connection, timeouts: { ...TIMEOUTS, ...timeouts }, seen: seenEnds() };
  const streams = streamsOf(reading);
  const base = baseOf(streams, reading.timeouts);
  const log = wholeLog(reading, base);
  const closed = new AbortController();

  return {
    start: START_POSITION,
    ...appendingWith(reading, { streams, head: log.ports.head, base }),
    ...streams.ports,
    ...log.ports,
    follow: followingOf(reading, log, closed.signal),
    isAfter,
    close: async () => {
      closed.abort();
      await connection.close();
    },
  };
};

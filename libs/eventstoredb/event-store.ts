import type { EventStore, Instant } from '@hub/eventsourcing';
import { wholeLog } from './all.js';
import { appendingWith } from './appending.js';
import { baseOf } from './base.js';
import { followingOf } from './follow.js';
import { opened, type EventStoreDbLog } from './opened.js';
import { isAfter, START_POSITION } from './places.js';
import { streamsOf } from './reading.js';

export interface EventStoreDbEventStore extends EventStoreDbLog {
  readonly now: () => Instant;
}

/** The log on EventStoreDB: facts and heads are read from the leader, and a command is claimed in a stream of its own. */
export const eventStoreDbEventStore = ({ now, ...at }: EventStoreDbEventStore): EventStore => {
  const reading = opened(at, now);
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
      await reading.connection.close();
    },
  };
};

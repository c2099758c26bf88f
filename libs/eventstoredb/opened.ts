import type { Instant } from '@hub/eventsourcing';
import { connected } from './connection.js';
import { TIMEOUTS, type Timeouts } from './limits.js';
import type { Reading } from './reading.js';
import { recordedFrom } from './record.js';
import { seenEnds } from './seen.js';
import { serverClock } from './server-clock.js';
import { spaceOf } from './space.js';

/** Which log on which server. */
export interface EventStoreDbLog {
  /** `esdb://…`, or `esdb+discover://…` for a cluster that a name in DNS stands for. */
  readonly connectionString: string;
  /** What the names of all its streams begin with on the server, where it holds several logs. Nothing by default. */
  readonly space?: string;
  /** By how many milliseconds the clock of a hub is believed when it is ahead of the server's. Five minutes. */
  readonly ahead?: number;
  readonly timeouts?: Partial<Timeouts>;
}

const AHEAD = 5 * 60_000;

export const opened = (
  { connectionString, space = '', ahead = AHEAD, timeouts = {} }: EventStoreDbLog,
  now: () => Instant,
): Reading => {
  const clock = serverClock(ahead);
  return {
    connection: connected(connectionString),
    timeouts: { ...TIMEOUTS, ...timeouts },
    seen: seenEnds(),
    now,
    clock,
    recorded: (raw) => {
      clock.read(raw);
      return recordedFrom(raw, ahead);
    },
    space: spaceOf(space),
  };
};

import type { Instant } from '@hub/eventsourcing';
import type { Raw } from './record.js';

/** How far the server's clock is known to have come: as far as it was when the newest event that was read was written. */
export interface ServerClock {
  read(raw: Pick<Raw, 'created'>): void;
  /**
   * True where what a hub says of an event that it appends is surely believed: the server's clock, which does not go back, is
   * not so far behind it that the server's time would be taken instead.
   */
  surelyBelieves(at: Instant): boolean;
}

/** `ahead`: by how many milliseconds a hub's clock is believed when it is ahead of the server's. */
export const serverClock = (ahead: number): ServerClock => {
  let reached = -Infinity;
  return {
    read: ({ created }) => void (reached = Math.max(reached, created.getTime())),
    surelyBelieves: (at) => Date.parse(at) <= reached + ahead,
  };
};

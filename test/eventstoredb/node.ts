import type { FaultKind, Faults } from './faults.js';
import type { Log } from './log.js';

/** What every handler has at hand. */
export interface Node {
  readonly log: Log;
  readonly faults: Faults;
  readonly now: () => number;
  readonly newId: () => string;
  /** Its own, and that of the other node when it says that another leads. */
  readonly ids: readonly [string, string];
  /** How many events a live subscription may be behind its reader before it is dropped as too slow. */
  readonly liveBuffer: number;
  readonly address: () => { readonly host: string; readonly port: number };
  /** Resets the connection of this peer. */
  readonly reset: (peer: string) => void;
  /** The subscriptions that are open, each with what a fault does to it. */
  readonly following: Set<(fault: FaultKind) => void>;
}

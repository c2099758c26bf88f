import type { FaultKind, FaultPlan, Faults, Met } from './faults.js';
import type { Log } from './log.js';

export interface Member {
  readonly id: string;
  readonly state: 'Leader' | 'PreLeader' | 'Follower' | 'Unknown';
  readonly isAlive: boolean;
  readonly at: { readonly host: string; readonly port: number };
  /** How many bytes of the log it has not got. */
  readonly lacks: number;
}

/** What every handler has at hand. */
export interface Node {
  /** What it reads from. */
  readonly log: Log;
  /** Where it writes: on a follower the log of whoever leads, to whom it hands writes on. */
  readonly writing: () => Log;
  /** How the node takes a call as things stand in its cluster; undefined where it simply answers. */
  readonly standing: (call: Met) => FaultPlan | undefined;
  /** Itself and the others, as it knows them. */
  readonly members: () => readonly Member[];
  readonly faults: Faults;
  readonly now: () => number;
  readonly newId: () => string;
  /** How many events a live subscription may be behind its reader before it is dropped as too slow. */
  readonly liveBuffer: number;
  readonly address: () => { readonly host: string; readonly port: number };
  /** Resets the connection of this peer. */
  readonly reset: (peer: string) => void;
  /** The subscriptions that are open, each with what a fault does to it. */
  readonly following: Set<(fault: FaultKind) => void>;
}

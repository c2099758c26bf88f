import type { Log } from './log.js';

/** What every handler has at hand. */
export interface Node {
  readonly log: Log;
  readonly now: () => number;
  readonly newId: () => string;
  /** How many events a live subscription may be behind its reader before it is dropped as too slow. */
  readonly liveBuffer: number;
  readonly address: () => { readonly host: string; readonly port: number };
}

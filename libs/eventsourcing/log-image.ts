import type { Instant, Position } from './event.js';
import type { Claim } from './event-store.js';
import type { EncodedEvent } from './encode.js';

/** An event as a log keeps it, to the byte. */
export interface KeptEvent extends EncodedEvent {
  readonly revision: number;
  readonly position: Position;
  readonly recordedAt: Instant;
}

/** One append as a log keeps it: whose command it was, what that was answered, and what it added, which may be nothing. */
export interface KeptAppend {
  readonly claim: Claim;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly events: readonly KeptEvent[];
}

/** The last event of a log. */
export interface LastEvent {
  readonly id: string;
  readonly position: Position;
}

/**
 * A log as a whole, for whoever moves it to another engine. Every engine keeps `logImageContract`.
 *
 * INVARIANT: a position is decimal text here, and the same number whichever engine holds the log: there are positions
 * inside events.
 */
export interface LogImage {
  /** `undefined` where there is none. */
  last(): Promise<LastEvent | undefined>;

  /** In the order of the log, a few at a time, from those with this position on (default: all). Never an empty batch. */
  appends(from?: Position): AsyncIterable<readonly KeptAppend[]>;

  /**
   * Adds appends at the end, in this order, as they are. Events have to lie after the last; an append without events may be
   * there already, and the first events of one that was broken off. Durable once resolved; when it fails, some of the first
   * are there, and none beyond.
   */
  add(appends: readonly KeptAppend[]): Promise<void>;

  close(): Promise<void>;
}

import type { Recorded } from './event.js';
import { memory } from './memory.js';

const NOTHING: readonly Recorded[] = [];

/** Beginnings of streams, those used last. */
export interface Beginnings {
  /** The same array for as long as nothing longer is kept; empty where nothing is. */
  of(stream: string): readonly Recorded[];
  /** Kept unless one as long is. */
  keep(stream: string, events: readonly Recorded[]): void;
}

/**
 * Keeps at least so many events in all, and at most about twice as many.
 *
 * INVARIANT: what has been recorded never changes, so that no beginning goes out of date.
 */
export const beginnings = (capacity: number): Beginnings => {
  const kept = memory<string, readonly Recorded[]>(capacity, ({ length }) => length);
  return {
    of: (stream) => kept.get(stream) ?? NOTHING,
    keep(stream, events) {
      if (events.length <= capacity && events.length > (kept.get(stream)?.length ?? 0)) kept.set(stream, events);
    },
  };
};

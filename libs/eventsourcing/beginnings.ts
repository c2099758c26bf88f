import type { Recorded } from './event.js';

const NOTHING: readonly Recorded[] = [];

/** Beginnings of streams, those used last, up to so many events in all. */
export interface Beginnings {
  /** The same array for as long as nothing longer is kept; empty where nothing is. */
  of(stream: string): readonly Recorded[];
  /** Kept unless one as long is. */
  keep(stream: string, events: readonly Recorded[]): void;
}

/** INVARIANT: what has been recorded never changes, so that no beginning goes out of date. */
export const beginnings = (capacity: number): Beginnings => {
  const kept = new Map<string, readonly Recorded[]>();
  let size = 0;

  const drop = (stream: string): void => {
    size -= kept.get(stream)?.length ?? 0;
    kept.delete(stream);
  };

  return {
    of(stream) {
      const found = kept.get(stream);
      if (!found) return NOTHING;
      kept.delete(stream);
      kept.set(stream, found);
      return found;
    },
    keep(stream, events) {
      if (events.length <= (kept.get(stream)?.length ?? 0)) return;
      drop(stream);
      kept.set(stream, events);
      size += events.length;
      for (const oldest of kept.keys()) {
        if (size <= capacity) return;
        drop(oldest);
      }
    },
  };
};

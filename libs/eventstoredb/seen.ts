import { memory, type Instant, type Recorded } from '@hub/eventsourcing';

/** What is known of the end of a stream. It may have moved on since, and never back. */
export interface End {
  readonly revision: number;
  /** When that event was recorded. Missing where that has to be read: the answer to an append does not say. */
  readonly recordedAt?: Instant;
}

/** Of so many streams, at least. */
const KEPT = 25_000;

/** The ends of the streams that were read or written last, and how far the log goes on the server. */
export const seenEnds = () => {
  const ends = memory<string, End>(KEPT);
  let furthest = -1n;

  const note = (stream: string, end: End): void => {
    const known = ends.get(stream);
    if (known && (known.revision > end.revision || (known.revision === end.revision && !end.recordedAt))) return;
    ends.set(stream, end);
  };

  return {
    of: (stream: string): End | undefined => ends.get(stream),
    appended: (stream: string, revision: number, recordedAt?: Instant): void =>
      note(stream, { revision, ...(recordedAt !== undefined && { recordedAt }) }),
    read: (events: readonly Recorded[]): void => {
      for (const { stream, revision, recordedAt } of events) note(stream, { revision, recordedAt });
    },
    /** Of the places that the server has acknowledged, or shown among all it holds, the furthest. */
    furthest: (): bigint => furthest,
    reached: (place: bigint): void => void (furthest = place > furthest ? place : furthest),
  };
};

export type SeenEnds = ReturnType<typeof seenEnds>;

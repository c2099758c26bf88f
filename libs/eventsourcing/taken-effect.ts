import type { Event, Instant, Recorded } from './event.js';

/**
 * When something took effect that had come about when it was said: never after it was recorded.
 *
 * INVARIANT: a hub's clock may be ahead of the log's; what was acknowledged counts for whoever asks afterwards. What is
 * still to come (the start of a permission) is left as it was said: only what had come about goes through here.
 */
export const takenEffect = (
  at: Instant,
  { recordedAt = at }: Event & Partial<Pick<Recorded, 'recordedAt'>>,
): Instant => (at < recordedAt ? at : recordedAt);

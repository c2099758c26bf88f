import type { AgencyId, Instant } from '@hub/sharing';

/** How far a partner says that it has come: the sequence of the last message that it has dealt with. */
export interface FeedPosition {
  readonly agency: AgencyId;
  readonly position: number;
  readonly toldAt: Instant;
}

/** Durable, and apart from the log: it is about a system's progress and permits nothing. */
export interface FeedPositions {
  /** Takes down how far a partner has come, and answers how far that is: never less than it has said before. */
  advance(told: FeedPosition): Promise<FeedPosition>;
  all(): Promise<readonly FeedPosition[]>;
}

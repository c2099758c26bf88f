import type { Event } from '@hub/eventsourcing';
import type { MessageType } from '@hub/partner-messages';
import type { AgencyId, Instant, RoleCode, WorkerId } from '@hub/sharing';

/** Why messages are asked for once more: a code, because words would stand in the log for ever. */
export const FEED_REPLAY_REASONS = ['lost', 'restored-from-backup', 'fallen-behind', 'new-system', 'other'] as const;
export type FeedReplayReason = (typeof FEED_REPLAY_REASONS)[number];

/** What of a feed is asked for once more. */
export type FeedSelection =
  /** What was released from one instant on, and before another. */
  | { readonly window: { readonly from: Instant; readonly to: Instant } }
  /** From one sequence to another, both among them. */
  | { readonly positions: { readonly from: number; readonly to: number } }
  /** These messages, by their ids. */
  | { readonly messages: readonly string[] };

/** Which places of a feed a selection comes to. They stay the same: what is released later is not among them. */
export interface FeedPlaces {
  readonly from: number;
  readonly to: number;
  /** These alone, in order; missing: all between the two. */
  readonly only?: readonly number[];
}

/** What a replay comes to, at the time of asking. */
export interface FeedReplayCounts {
  /** Messages that may be told once more, by type. */
  readonly messages: Readonly<Partial<Record<MessageType, number>>>;
  /** Those that keep their place and say nothing: void before, or of which the permission has gone since. */
  readonly leftOut: { readonly void: number; readonly 'permission-gone': number };
}

/** Stream `replay-<id>`: that an agency is told once more what it was told. What it is told is decided again as it is read. */
export type FeedReplayEvent = Event<
  'FeedReplayMade',
  {
    replayId: string;
    agencyId: AgencyId;
    selection: FeedSelection;
    places: FeedPlaces;
    reason: FeedReplayReason;
    counts: FeedReplayCounts;
    by: AgencyId;
    worker: WorkerId;
    role: RoleCode;
    at: Instant;
  }
>;

/** The stream of one replay. */
export const feedReplayStream = (replayId: string): string => `replay-${replayId}`;

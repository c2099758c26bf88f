import { refuse, type Command, type Decider } from '@hub/eventsourcing';
import type { Instant } from '@hub/sharing';
import {
  FEED_REPLAY_REASONS,
  type FeedPlaces,
  type FeedReplayCounts,
  type FeedReplayEvent,
} from './feed-replay-events.js';

export type MakeFeedReplay = Command<'MakeFeedReplay', Omit<FeedReplayEvent['data'], 'at'> & { readonly now: Instant }>;

/** The same as it is asked for: what it comes to is worked out as it is carried out. */
export type AskForFeedReplay = Command<'MakeFeedReplay', Omit<MakeFeedReplay['data'], 'places' | 'counts'>>;

/** A replay that has been made, or `undefined`. */
export type FeedReplay = FeedReplayEvent['data'] | undefined;

/** So many messages are told once more by one replay at most. */
export const MOST_REPLAYED = 5_000;

/** How many messages a replay covers, whatever becomes of each. */
export const placesIn = ({ from, to, only }: FeedPlaces): number => only?.length ?? Math.max(0, to - from + 1);

/** Refuses what nothing was released in, and what is too much at once. */
export const mustBeReplayable = (places: FeedPlaces): void => {
  const count = placesIn(places);
  if (count === 0) refuse('replay/nothing', 'no message was released there');
  if (count > MOST_REPLAYED) refuse('replay/too-many', 'a replay has at most 5,000 messages; ask for them in parts');
};

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

const countedIn = ({ messages, leftOut }: FeedReplayCounts): number =>
  sum([...Object.values(messages), ...Object.values(leftOut)]);

const made = ({ now: at, ...replay }: MakeFeedReplay['data']): readonly FeedReplayEvent[] => {
  if (!FEED_REPLAY_REASONS.includes(replay.reason))
    refuse('replay/unknown-reason', 'the reason is not one of the list');
  mustBeReplayable(replay.places);
  if (countedIn(replay.counts) !== placesIn(replay.places))
    refuse('replay/not-counted', 'each message of a replay is counted once');
  return [{ type: 'FeedReplayMade', data: { ...replay, at } }];
};

/** One replay of a partner's messages: made once, and never changed. */
export const feedReplay: Decider<FeedReplay, MakeFeedReplay, FeedReplayEvent> = {
  initial: undefined,
  decide: ({ data }, state) => (state ? [] : made(data)),
  evolve: (_, { data }) => data,
};

export { isUnknownNote, NAMES_A_PERSON } from './events.js';
export type { Asked, DecidedRequest, DisclosureEvent, RecordedRequest } from './events.js';
export { disclosure, disclosureStream, streamOf, type Disclosure, type DisclosureCommand } from './disclosure.js';
export { decisionIn, itemsIn, recordedDecision, type RecordedDecision } from './recorded-decision.js';
export { feedStream, UNPARKING_REASONS } from './feed-events.js';
export type {
  Cause,
  FeedEvent,
  LookedAt,
  MessageAbout,
  ParkedBecause,
  ReleasedMessage,
  UnparkingReason,
  VoidAbout,
  WithheldAbout,
} from './feed-events.js';
export { isSeenAsGap } from './seen-as-gap.js';
export { feed, MOST_RELEASED } from './feed.js';
export {
  accessTold,
  nextPlace,
  toldOf,
  wasReleased,
  wasSetAside,
  type Feed,
  type Parked,
  type Released,
  type ToldItem,
} from './feed-state.js';
export type { FeedCommand, UnparkPerson } from './feed-commands.js';
export {
  FEED_REPLAY_REASONS,
  feedReplayStream,
  type FeedPlaces,
  type FeedReplayCounts,
  type FeedReplayEvent,
  type FeedReplayReason,
  type FeedSelection,
} from './feed-replay-events.js';
export {
  feedReplay,
  mustBeReplayable,
  MOST_REPLAYED,
  type AskForFeedReplay,
  type FeedReplay,
  type MakeFeedReplay,
} from './feed-replay.js';

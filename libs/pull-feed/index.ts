/** What a partner is told, as it fetches it: the messages after a place, one message's link, how far it has come. */
export { agencyOfFeed, rowsOf, type FeedRow, type Link } from './feed-row.js';
export { messageLinks, type MessageLinks, type MessageLinksPorts } from './message-links.js';
export type { FeedIndex, Indexed, Replaying, Settle } from './ports.js';
export { feedReplays, type FeedReplays, type ReplayPage, type ReplayPreview, type ReplaysPorts } from './replays.js';
export { pullFeed, type FeedPage, type NotKept, type PullFeed, type PullFeedPorts } from './pull-feed.js';

import type { EventStore } from '@hub/eventsourcing';
import type { FeedLog, Replaying, Settle } from '@hub/partner-feed';
import type { Log } from '@hub/platform';
import { feedReplays, pullFeed, type FeedIndex } from '@hub/pull-feed';
import type { ApiParts } from '../api/index.js';
import { feedBell, type Ringing } from './feed-bell.js';
import { feedPositions } from './feed-positions.js';
import type { Storage } from './storage.js';

export interface FeedingParts extends Pick<Storage, 'pools'> {
  readonly store: EventStore;
  readonly feedIndex: FeedIndex;
  readonly feeds: FeedLog;
  readonly settle: Settle;
  readonly replaying: Replaying;
  readonly clock: () => Date;
  readonly log: Log;
}

/** What stands between partners' feeds in the log and whoever fetches them. */
export interface Feeding {
  readonly bell: Ringing;
  readonly parts: Pick<ApiParts, 'pullFeed' | 'feeds' | 'feedReplays' | 'feedBell' | 'feedPositions'>;
}

/** For so long a message can be fetched. */
const KEPT = 90 * 24 * 60 * 60 * 1000;

export const openFeeding = async (parts: FeedingParts): Promise<Feeding> => {
  const { pools, store, feedIndex, feeds, settle, replaying, clock, log } = parts;
  const bell = feedBell(store, log);
  const keptSince = () => new Date(clock().getTime() - KEPT).toISOString();
  return {
    bell,
    parts: {
      pullFeed: pullFeed({ store, index: feedIndex, settle, keptSince }),
      feeds,
      feedReplays: feedReplays({ store, index: feedIndex, replaying }),
      feedBell: bell,
      feedPositions: await feedPositions(pools),
    },
  };
};

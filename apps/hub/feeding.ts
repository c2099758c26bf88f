import type { EventStore } from '@hub/eventsourcing';
import { factsGatherer, type NoteIndex } from '@hub/facts';
import { feedLog, settling, type FeedLog, type Settle } from '@hub/partner-feed';
import type { SignDetached } from '@hub/partner-messages';
import type { Log } from '@hub/platform';
import { pullFeed, type FeedIndex } from '@hub/pull-feed';
import type { ApiParts } from '../api/index.js';
import { feedBell, type Ringing } from './feed-bell.js';
import { feedPositions } from './feed-positions.js';
import type { Storage } from './storage.js';

export interface FeedingParts extends Pick<Storage, 'pools' | 'vault'> {
  /** The log, with its heads in mind. */
  readonly store: EventStore;
  readonly index: NoteIndex;
  readonly feedIndex: FeedIndex;
  readonly sign: SignDetached;
  readonly clock: () => Date;
  readonly log: Log;
}

/** What stands between partners' feeds in the log and whoever hands them out. */
export interface Feeding {
  readonly feeds: FeedLog;
  /** What every message passes before it leaves, whichever way it leaves. */
  readonly settle: Settle;
  readonly bell: Ringing;
  readonly parts: Pick<ApiParts, 'pullFeed' | 'feedBell' | 'feedPositions'>;
}

/** For so long a message can be fetched. */
const KEPT = 90 * 24 * 60 * 60 * 1000;

/** What it keeps in mind of facts is its own: a partner that catches up pushes nothing of the readers' out. */
export const openFeeding = async (parts: FeedingParts): Promise<Feeding> => {
  const { pools, vault, store, index, feedIndex, sign, clock, log } = parts;
  const { keyedHash: hash, eventId } = vault;
  const facts = factsGatherer({ store, index, open: (content, place) => vault.open(content, place) });
  const feeds = feedLog({ store, eventId });
  const settle = settling({ store, facts, feeds, hash, sign, now: () => clock().toISOString() });
  const bell = feedBell(store, log);
  const keptSince = () => new Date(clock().getTime() - KEPT).toISOString();
  return {
    feeds,
    settle,
    bell,
    parts: {
      pullFeed: pullFeed({ store, index: feedIndex, settle, keptSince }),
      feedBell: bell,
      feedPositions: await feedPositions(pools),
    },
  };
};

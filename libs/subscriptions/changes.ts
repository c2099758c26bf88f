import { foldingById, type Recorded } from '@hub/eventsourcing';
import type { SubscriptionEvent } from './events.js';

/** Where in its agency's stream each subscription was changed. Counted, they are its own revisions: 0 is its request. */
export type Changes = ReadonlyMap<string, readonly number[]>;

export const changes = foldingById<readonly number[], Recorded<SubscriptionEvent>>({
  idOf: ({ data }) => data.subscriptionId,
  evolve: (earlier = [], { revision }) => [...earlier, revision],
});

/** The revision of a subscription as it stands, or as it stood at a revision of the stream; -1 where there is none. */
export const subscriptionRevision = (all: Changes, subscriptionId: string, at = Infinity): number =>
  (all.get(subscriptionId) ?? []).findLastIndex((revision) => revision <= at);

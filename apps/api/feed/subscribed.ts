import { kept, type EventStore, type Standing } from '@hub/eventsourcing';
import type { AgencyId } from '@hub/sharing';
import {
  activeIn,
  subscriptionsFolding,
  subscriptionsStream,
  type Subscription,
  type SubscriptionEvent,
  type Subscriptions,
} from '@hub/subscriptions';

/** The subscriptions under which an agency is told something, at the moment of asking. */
export type ActiveSubscriptions = (agency: AgencyId) => Promise<readonly Subscription[]>;

export const activeSubscriptions = (store: Pick<EventStore, 'heads' | 'read'>): ActiveSubscriptions => {
  const known = new Map<AgencyId, () => Promise<Standing<Subscriptions>>>();
  return async (agency) => {
    const standing =
      known.get(agency) ??
      kept<Subscriptions, SubscriptionEvent>(store, subscriptionsFolding, subscriptionsStream(agency));
    known.set(agency, standing);
    return activeIn((await standing()).state);
  };
};

import { fold, type EventStore, type Instant } from '@hub/eventsourcing';
import type { FactsGatherer } from '@hub/facts';
import type { AgencyId } from '@hub/sharing';
import { activeIn, subscriptionsFolding, subscriptionsStream, type SubscriptionEvent } from '@hub/subscriptions';

export interface PartnersPorts {
  readonly store: Pick<EventStore, 'readMany'>;
  readonly facts: Pick<FactsGatherer, 'gather'>;
  readonly now: () => Instant;
}

/**
 * Active agencies with an active subscription that is delivered by a topic. What is released to one that is suspended waits, as it
 * does for whoever fetches.
 */
export const topicPartners =
  ({ store, facts, now }: PartnersPorts) =>
  async (): Promise<readonly AgencyId[]> => {
    const { agencies } = (await facts.gather({ people: [], notes: false, at: now() })).facts;
    const histories = await store.readMany(agencies.map(({ id }) => subscriptionsStream(id)));
    return agencies
      .filter(({ status }) => status === 'active')
      .map(({ id }) => id)
      .filter((id) => {
        const history = (histories.get(subscriptionsStream(id)) ?? []) as readonly SubscriptionEvent[];
        return activeIn(fold(subscriptionsFolding, history)).some(({ wanted }) => wanted.delivery === 'kafka');
      });
  };

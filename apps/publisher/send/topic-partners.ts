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
 * Agencies with an active subscription that is delivered by a topic. One that is suspended is among them: what is waiting for
 * it becomes void.
 */
export const topicPartners =
  ({ store, facts, now }: PartnersPorts) =>
  async (): Promise<readonly AgencyId[]> => {
    const { agencies } = (await facts.gather({ people: [], notes: false, at: now() })).facts;
    const histories = await store.readMany(agencies.map(({ id }) => subscriptionsStream(id)));
    return agencies
      .map(({ id }) => id)
      .filter((id) => {
        const history = (histories.get(subscriptionsStream(id)) ?? []) as readonly SubscriptionEvent[];
        return activeIn(fold(subscriptionsFolding, history)).some(({ wanted }) => wanted.delivery === 'kafka');
      });
  };

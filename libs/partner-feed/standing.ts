import { keptUpTo, type EventStore, type Instant } from '@hub/eventsourcing';
import type { FactsGatherer } from '@hub/facts';
import type { AgencyId } from '@hub/sharing';
import { standingIn, subscriptionsFolding, subscriptionsStream, type Subscription } from '@hub/subscriptions';

export interface StandingPorts {
  readonly store: Pick<EventStore, 'read'>;
  readonly facts: Pick<FactsGatherer, 'gather'>;
  readonly now: () => Instant;
}

/** The streams that say whether anything is told to an agency at all. */
export const standingStreams = (agency: AgencyId): readonly string[] => [REGISTER, subscriptionsStream(agency)];

const REGISTER = 'register';
const NONE: ReadonlyMap<string, Subscription> = new Map();

/** The subscriptions under which something is told to an agency, by the id of that under which it was released; none to one that is suspended. */
export const standingOf = ({ store, facts, now }: StandingPorts, agency: AgencyId) => {
  const subscriptions = keptUpTo(store, subscriptionsFolding, subscriptionsStream(agency));
  let known: { readonly register: number; readonly active: boolean } | undefined;

  const isActive = async (register: number): Promise<boolean> => {
    if (known && known.register >= register) return known.active;
    const { facts: found } = await facts.gather({ people: [], notes: false, at: now() });
    const active = found.agencies.some(({ id, status }) => id === agency && status === 'active');
    known = { register: found.heads[REGISTER] ?? register, active };
    return active;
  };

  return async (heads: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, Subscription>> => {
    if (!(await isActive(heads.get(REGISTER) ?? -1))) return NONE;
    const { state } = await subscriptions(heads.get(subscriptionsStream(agency)) ?? -1);
    return standingIn(state);
  };
};

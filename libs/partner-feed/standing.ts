import { keptUpTo, type EventStore, type Instant } from '@hub/eventsourcing';
import type { FactsGatherer } from '@hub/facts';
import { NotAnswered } from '@hub/door';
import type { AgencyId, Facts } from '@hub/sharing';
import { standingIn, subscriptionsFolding, subscriptionsStream, type Subscription } from '@hub/subscriptions';

export interface StandingPorts {
  readonly store: Pick<EventStore, 'read'>;
  readonly facts: Pick<FactsGatherer, 'gather'>;
  readonly now: () => Instant;
}

/** The streams that say whether anything is told to an agency at all. */
export const standingStreams = (agency: AgencyId): readonly string[] => [REGISTER, subscriptionsStream(agency)];

const REGISTER = 'register';
/**
 * INVARIANT: nothing leaves to an agency that is suspended, and nothing becomes void for that: it waits, and is looked at as of then
 * when the agency is reinstated. Whichever way it leaves.
 */
export const mustBeActive = ({ agencies }: Pick<Facts, 'agencies'>, agency: AgencyId): void => {
  if (!agencies.some(({ id, status }) => id === agency && status === 'active'))
    throw new NotAnswered('agency-suspended');
};

/** Whether something failed because the agency is suspended. */
export const isSuspended = (error: unknown): boolean =>
  error instanceof NotAnswered && error.code === 'agency-suspended';

/**
 * The subscriptions under which something is told to an agency, by the id of that under which it was released. Fails where the agency
 * is suspended.
 */
export const standingOf = ({ store, facts, now }: StandingPorts, agency: AgencyId) => {
  const subscriptions = keptUpTo(store, subscriptionsFolding, subscriptionsStream(agency));
  let known: { readonly register: number; readonly facts: Pick<Facts, 'agencies'> } | undefined;

  const registered = async (register: number): Promise<Pick<Facts, 'agencies'>> => {
    if (known && known.register >= register) return known.facts;
    const { facts: found } = await facts.gather({ people: [], notes: false, at: now() });
    const { agencies } = found;
    known = { register: found.heads[REGISTER] ?? register, facts: { agencies } };
    return known.facts;
  };

  return async (heads: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, Subscription>> => {
    mustBeActive(await registered(heads.get(REGISTER) ?? -1), agency);
    const { state } = await subscriptions(heads.get(subscriptionsStream(agency)) ?? -1);
    return standingIn(state);
  };
};

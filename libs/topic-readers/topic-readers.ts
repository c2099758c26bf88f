import { agency, type Agencies, type Agency, type AgencyEvent, type Client } from '@hub/agencies';
import { agreement, inForceAt, type Agreements, type AgreementEvent } from '@hub/agreements';
import { fold, type EventStore, type Recorded } from '@hub/eventsourcing';
import { groupPrefixOf, topicOf } from '@hub/partner-messages';
import type { AgencyId, Instant } from '@hub/sharing';
import {
  activeIn,
  subscriptionsFolding,
  subscriptionsStream,
  type SubscriptionEvent,
  type Subscriptions,
} from '@hub/subscriptions';

/** Everything that says who reads a topic. */
export interface Standing {
  readonly agencies: Agencies;
  readonly agreements: Agreements;
  readonly subscriptions: ReadonlyMap<AgencyId, Subscriptions>;
  readonly at: Instant;
}

/**
 * By what name Kafka knows an agency.
 *
 * - `agencies`: by the agency's code, which the operator gave it as a user name.
 * - `clients`: by the ids of its registered clients of this issuer, where Kafka takes the same tokens as the API.
 */
export type Principals = { readonly by: 'agencies' } | { readonly by: 'clients'; readonly issuer: string };

/** An agency's topic, and who may read it now: nobody, unless the agency is to be told by it. */
export interface TopicReader {
  readonly agency: AgencyId;
  readonly topic: string;
  readonly groupPrefix: string;
  readonly principals: readonly string[];
}

/** Kafka takes a `*` for everybody. */
const isPlain = ({ clientId }: Client): boolean => /^[\w.:@/-]+$/.test(clientId);

const principalsOf = ({ id, clients }: Agency, principals: Principals): readonly string[] => {
  if (principals.by === 'agencies') return [`User:${id}`];
  const own = clients.filter((client) => client.issuer === principals.issuer && isPlain(client));
  return own.map(({ clientId }) => `User:${clientId}`);
};

/** Whether an agency is told by its topic: active, and subscribed to it under an agreement that is in force with it. */
const isTold = ({ id, status }: Agency, { agreements, subscriptions, at }: Standing): boolean =>
  status === 'active' &&
  activeIn(subscriptions.get(id) ?? new Map()).some(({ wanted }) => {
    const found = agreements.get(wanted.agreementId);
    const parties = found && inForceAt(found, at)?.terms.parties;
    return wanted.delivery === 'kafka' && parties?.includes(id) === true;
  });

/** Who may read each agency's topic at this moment. It only lets in: what is in the topic was decided message by message. */
export const topicReaders = (standing: Standing, principals: Principals): readonly TopicReader[] =>
  [...standing.agencies.values()].map((each) => ({
    agency: each.id,
    topic: topicOf(each.id),
    groupPrefix: groupPrefixOf(each.id),
    principals: isTold(each, standing) ? principalsOf(each, principals) : [],
  }));

/** What the log says as of now. */
export const standingIn = async (store: Pick<EventStore, 'read' | 'readMany'>, at: Instant): Promise<Standing> => {
  const register = await store.read('register');
  const agencies = fold(agency, register as readonly Recorded<AgencyEvent>[]);
  const streams = await store.readMany([...agencies.keys()].map(subscriptionsStream));
  const subscriptionsOf = (id: AgencyId): Subscriptions =>
    fold(subscriptionsFolding, (streams.get(subscriptionsStream(id)) ?? []) as readonly Recorded<SubscriptionEvent>[]);
  return {
    agencies,
    agreements: fold(agreement, register as readonly Recorded<AgreementEvent>[]),
    subscriptions: new Map([...agencies.keys()].map((id) => [id, subscriptionsOf(id)])),
    at,
  };
};

/** Whether something in a stream may say otherwise who reads a topic. */
export const saysWhoReads = ({ stream }: Pick<Recorded, 'stream'>): boolean =>
  stream === 'register' || stream.startsWith(subscriptionsStream(''));

import { createHash, randomUUID } from 'node:crypto';
import { NO_STREAM, type Claim, type EventStore } from '@hub/eventsourcing';
import { feedStream, nextPlace, recordedDecision, type FeedEvent, type ReleasedMessage } from '@hub/disclosures';
import type { FactsGatherer } from '@hub/facts';
import { exampleOf, signed, type MessageType, type PartnerMessage, type SignDetached } from '@hub/partner-messages';
import { decide, type AgencyId, type ItemId, type PersonId } from '@hub/sharing';
import { subscriptionsStream, type EndingReason, type SubscriptionEvent, type Wanted } from '@hub/subscriptions';
import type { FeedLog } from '../index.js';
import { messageHoldsUntil } from '../holding.js';

/** An event's id, of the claim it came by and its place. */
export const eventId = ({ agency, commandId }: Claim, index: number): string => {
  const hash = createHash('sha256')
    .update(JSON.stringify([agency, commandId, index]))
    .digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
};

/** A message to be released by hand. */
export interface Releasing {
  readonly person: PersonId;
  readonly type?: Exclude<MessageType, 'org.concord.subscription.heartbeat.v1'>;
  /** What it is about; has to be shown by the decision. */
  readonly items?: readonly ItemId[];
  readonly subscriptionId?: string;
  /** Written into the message, to make it as large as this. */
  readonly padding?: number;
}

export interface ReleasingPorts {
  readonly store: EventStore;
  readonly facts: Pick<FactsGatherer, 'gather'>;
  readonly feeds: FeedLog;
  readonly sign: SignDetached;
  readonly now: () => string;
}

const metadata = { agency: 'test', actor: 'test', correlationId: 'test' };

/** Subscribes an agency and releases messages to it by hand, each decided as of now. */
export const releasing = ({ store, facts, feeds, sign, now }: ReleasingPorts, agencyId: AgencyId) => {
  const append = async (events: readonly SubscriptionEvent[]): Promise<void> => {
    const stream = subscriptionsStream(agencyId);
    await store.append({
      stream,
      expected: (await store.heads([stream])).get(stream) ?? NO_STREAM,
      events: events.map((event) => ({ ...event, id: randomUUID(), metadata })),
      claim: { agency: 'test', commandId: randomUUID(), requestMac: 'test' },
    });
  };

  const decided = async ({
    person,
    items = [],
    subscriptionId = 's1',
  }: Releasing): Promise<ReleasedMessage['about']> => {
    const gathered = await facts.gather({ people: [person], notes: true, consentsOf: agencyId, at: now() });
    const request = {
      ...{
        agency: agencyId,
        worker: `system-${subscriptionId}`,
        role: 'pastoral-lead',
        purpose: 'early-help' as const,
      },
      ...{ action: 'message' as const, channel: 'message' as const, subjects: gathered.subjects, at: gathered.at },
    };
    const decision = decide(request, gathered.facts);
    const shown = decision.items.filter(({ item }) => items.includes(item));
    return {
      ...{ subscriptionId, person, subjects: gathered.subjects },
      items: shown.map(({ item, stream, revision }) => ({ item, stream, revision })),
      holdsUntil: messageHoldsUntil(gathered.facts, agencyId, gathered.at),
      decided: { request, question: 'message', decision: recordedDecision(decision) },
    };
  };

  const built = async (releasing: Releasing, before: readonly ReleasedMessage[]): Promise<ReleasedMessage> => {
    const { person, type = 'org.concord.note.shared.v1', padding = 0 } = releasing;
    const [messageId, key] = [randomUUID(), `pseudonym-${person}`];
    const { feed } = await feeds.told(agencyId);
    const place = nextPlace(feed, key, before);
    const unsigned = {
      ...exampleOf(type),
      id: messageId,
      ...place,
      ...(padding ? { dataref: 'x'.repeat(padding) } : {}),
    };
    const aboutNobody = type.includes('.agreement.');
    const about = aboutNobody ? undefined : await decided(releasing);
    return {
      ...{ messageId, key, sequence: place.sequence },
      message: signed(unsigned, sign) as PartnerMessage,
      cause: { eventId: messageId, position: await store.head() },
      ...(about && { about }),
    };
  };

  const subscribing = (
    subscriptionId: string,
    change: Partial<Wanted>,
  ): readonly [SubscriptionEvent, SubscriptionEvent] => [
    {
      type: 'SubscriptionRequested',
      data: {
        ...{ agencyId, subscriptionId, worker: 'w-1' },
        wanted: {
          ...{ agreementId: 'early-help', role: 'pastoral-lead', purpose: 'early-help', delivery: 'kafka' },
          ...{ categories: ['injury'], types: ['org.concord.note.shared.v1'] },
          ...change,
        },
      },
    },
    { type: 'SubscriptionApproved', data: { agencyId, subscriptionId, by: 'partnership', worker: 'w-2' } },
  ];

  const end = (subscriptionId: string, how: { reason: EndingReason; successor?: string }): SubscriptionEvent => ({
    type: 'SubscriptionEnded',
    data: { agencyId, subscriptionId, ...how, by: agencyId, worker: 'w-1' },
  });

  return {
    subscribed: (subscriptionId = 's1', change: Partial<Wanted> = {}) => append(subscribing(subscriptionId, change)),
    ended: (subscriptionId = 's1', reason: EndingReason = 'no-longer-needed') =>
      append([end(subscriptionId, { reason })]),
    /** One is approved in the place of another. */
    replaced: (subscriptionId: string, by: string, change: Partial<Wanted>) => {
      const [requested, approved] = subscribing(by, change);
      return append([requested, end(subscriptionId, { reason: 'replaced', successor: by }), approved]);
    },
    /** Releases messages in one event. */
    release: async (...all: readonly Releasing[]): Promise<readonly ReleasedMessage[]> => {
      const messages: ReleasedMessage[] = [];
      for (const one of all) messages.push(await built(one, messages));
      const data = { agencyId, upTo: await store.head(), now: now(), messages };
      await feeds.write(agencyId, randomUUID(), [{ type: 'ReleaseMessages', data }]);
      return messages;
    },
    /** The partner's feed, all of it. */
    feed: () => store.read<FeedEvent>(feedStream(agencyId)),
  };
};

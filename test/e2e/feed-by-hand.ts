/** Subscriptions and messages as they come into the log, for suites that are about what becomes of them. */
import { randomUUID } from 'node:crypto';
import { feedStream, recordedDecision, type FeedEvent, type ReleasedMessage } from '@hub/disclosures';
import { NO_STREAM, type Event, type EventStore } from '@hub/eventsourcing';
import { exampleOf, signed, type MessageType, type PartnerMessage } from '@hub/partner-messages';
import { subscriptionsStream, type Delivery, type SubscriptionEvent } from '@hub/subscriptions';

type Log = Pick<EventStore, 'append' | 'heads' | 'read' | 'head'>;

const metadata = { agency: 'partnership', actor: 'test', correlationId: 'test' };

export const append = async (store: Log, stream: string, events: readonly Event[]): Promise<void> => {
  await store.append({
    stream,
    expected: (await store.heads([stream])).get(stream) ?? NO_STREAM,
    events: events.map((event) => ({ ...event, id: randomUUID(), metadata })),
    claim: { agency: 'test', commandId: randomUUID(), requestMac: 'test' },
  });
};

/** Subscribes an agency, in the role and for the purpose that the suites' agreements know. */
export const subscribe = (store: Log, agencyId: string, delivery: Delivery = 'pull', subscriptionId = 's1') => {
  const of = { agencyId, subscriptionId };
  const wanted = {
    ...({ agreementId: 'early-help', role: 'dsl', purpose: 'early-help', delivery } as const),
    ...({ categories: ['attendance'], types: ['org.concord.note.shared.v1'] } as const),
  };
  return append(store, subscriptionsStream(agencyId), [
    { type: 'SubscriptionRequested', data: { ...of, worker: 'w-1', wanted } },
    { type: 'SubscriptionApproved', data: { ...of, by: 'partnership', worker: 'w-2' } },
  ] satisfies SubscriptionEvent[]);
};

export const endSubscription = (store: Log, agencyId: string, subscriptionId = 's1') =>
  append(store, subscriptionsStream(agencyId), [
    {
      type: 'SubscriptionEnded',
      data: { agencyId, subscriptionId, reason: 'no-longer-needed', by: agencyId, worker: 'w-1' },
    },
  ] satisfies SubscriptionEvent[]);

/** A message to be told. */
export interface ByHand {
  readonly type?: Exclude<MessageType, 'org.concord.subscription.heartbeat.v1'>;
  readonly person?: string;
  readonly note?: string;
}

const LONG_AGO = '2026-01-01T00:00:00.000Z';

/** Recorded as decided long ago, on nothing: before it is told anybody it has to be decided afresh. */
const aboutOf = (agency: string, person: string, note: string | undefined): ReleasedMessage['about'] => ({
  subscriptionId: 's1',
  person,
  subjects: [person],
  items: note === undefined ? [] : [{ item: `note-${note}`, stream: `note-${note}`, revision: 0 }],
  holdsUntil: LONG_AGO,
  decided: {
    question: 'message',
    request: {
      ...{ agency, worker: 'system-s1', role: 'dsl', purpose: 'early-help', action: 'message', channel: 'message' },
      ...{ subjects: [person], at: LONG_AGO },
    } as const,
    decision: recordedDecision({
      ...{ policy: 'v1', outcome: 'permit', entitled: true, heads: {} },
      ...{ reasons: [], gates: [], items: [], obligations: [], consents: [] },
    }),
  },
});

const messageOf = (agency: string, sequence: number, { type = 'org.concord.note.shared.v1', person, note }: ByHand) => {
  const messageId = randomUUID();
  const unsigned = {
    ...exampleOf(type),
    ...{ id: messageId, sequence, previous: 0 },
    ...(person !== undefined && { dataref: `/v1/feed/messages/${messageId}/content` }),
  };
  const message = signed(unsigned, () => `by-hand..${randomUUID()}`) as PartnerMessage;
  return { messageId, sequence, key: person ?? 'nobody', message, ...(person && { person }), note, agency };
};

/** Tells an agency messages, by one event, and gives them. */
export const tellByHand = async (
  store: Log,
  agencyId: string,
  messages: readonly ByHand[],
  at = '2026-06-30T09:00:00.000Z',
): Promise<readonly ReleasedMessage[]> => {
  const events = await store.read<FeedEvent>(feedStream(agencyId));
  const before = events.flatMap(({ type, data }) => (type === 'MessagesReleased' ? data.messages : [])).length;
  const upTo = await store.head();
  const released = messages.map((one, index): ReleasedMessage => {
    const { person, note, agency, ...made } = messageOf(agencyId, before + index + 1, one);
    return {
      ...{ ...made, cause: { eventId: randomUUID(), position: upTo } },
      ...(person !== undefined && { about: aboutOf(agency, person, note)! }),
    };
  });
  await append(store, feedStream(agencyId), [
    { type: 'MessagesReleased', data: { agencyId, upTo, at, messages: released } },
  ] satisfies FeedEvent[]);
  return released;
};

/** The place of a message, void. */
export const voidByHand = async (store: Log, agencyId: string, { messageId, sequence, message }: ReleasedMessage) => {
  const { specversion, id, source, type, subject, time, recordedtime, correlationid, causationid } = message;
  const form = { specversion, id, source, type, subject, time, recordedtime, correlationid, causationid };
  const voidForm = { ...form, sequence, previous: 0, void: true as const, jws: `by-hand..${randomUUID()}` };
  await append(store, feedStream(agencyId), [
    {
      type: 'MessageVoided',
      data: { agencyId, messageId, sequence, because: 'permission-gone', at: LONG_AGO, message: voidForm },
    },
  ] satisfies FeedEvent[]);
};

import { fold } from '@hub/eventsourcing';
import { decisionIn } from '@hub/disclosures';
import type { AgencyId, Item } from '@hub/sharing';
import type { Gathered } from '@hub/facts';
import { standingIn, subscriptionsFolding, subscriptionsStream, type SubscriptionEvent } from '@hub/subscriptions';
import { comparing, type Replayable, type Replayed, type Side } from './compared.js';
import { tellingOf } from './explained.js';
import { gatheredForMessage, messageAsked, messageFacts } from './message-decision.js';
import { messageEntries, type MessageEntriesPorts, type MessageEntry } from './message-entry.js';
import type { Moved } from './moved.js';
import type { ReplayPorts } from './replayed.js';

/** Under which agreement a message was decided, under which it would be today, and what has become of its subscription. */
interface Subscribed {
  readonly then: string | undefined;
  readonly today: string | undefined;
  readonly moved: readonly Moved[];
}

/** Decides again what a partner was told by a message, or was not. */
export const replayingMessages = ({ store, facts, hash, now, entries }: ReplayPorts & MessageEntriesPorts) => {
  const find = messageEntries({ store, entries });
  const compare = comparing(store);

  const subscribed = async (agency: AgencyId, { about, cause }: MessageEntry): Promise<Subscribed> => {
    const stream = subscriptionsStream(agency);
    const { subscriptionId: id } = about;
    const history = await store.read<SubscriptionEvent>(stream);
    const all = fold(subscriptionsFolding, history);
    const events = history
      .filter(({ data, position }) => data.subscriptionId === id && store.isAfter(position, cause.position))
      .map(({ type }) => type);
    return {
      then: all.get(id)?.wanted.agreementId,
      today: standingIn(all).get(id)?.wanted.agreementId,
      moved: events.length === 0 ? [] : [{ stream, events }],
    };
  };

  const replayed = async (agency: AgencyId, entry: MessageEntry): Promise<Replayed> => {
    const { about, items, recordedAt, voided } = entry;
    const { person, looked = {}, decided } = about;
    const { request } = decided;
    const decision = decisionIn(decided.decision);
    const subscription = await subscribed(agency, entry);

    /** A message tells of one person: whoever else its items are about is not named by it. */
    const sideOn = (gathered: Gathered, agreementId: string | undefined, asked: Side['request']): Side => {
      const found = messageFacts(gathered.facts, agreementId, ({ id }: Item) => items.has(id));
      const its = { ...gathered, facts: found, subjects: asked.subjects };
      const told = { gathered: its, known: [], withOthers: false };
      return { request: asked, telling: tellingOf({ agency, hash }, told) };
    };

    const past = await facts.gatherAt(messageAsked({ agency, person, looked }, request.at), decision.heads);
    const look = { agency, agreementId: subscription.today, person, looked };
    const present = await gatheredForMessage(facts, look, now);
    const { moved, ...compared } = await compare({
      decision,
      answered: items,
      then: sideOn(past, subscription.then, request),
      today: sideOn(present, subscription.today, {
        ...request,
        ...{ at: present.at, subjects: [present.canonical(person)] },
      }),
    });
    return {
      subjects: [person],
      recordedAt,
      ...compared,
      moved: [...moved, ...subscription.moved],
      ...(voided && { voided }),
    };
  };

  /** `undefined` where the agency has no such entry. */
  return async (agency: AgencyId, id: string): Promise<Replayable | undefined> => {
    const entry = await find(agency, id);
    if (!entry) return undefined;
    const { subjects, person } = entry.about;
    return {
      whom: { subjects, knownAs: [person] },
      decideAgain: async () => [await replayed(agency, entry)],
    };
  };
};

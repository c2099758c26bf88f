import {
  gatheredForMessage,
  messageAsked,
  messageFacts,
  toldIds,
  visibleItems,
  type KeyedHash,
  type MessageLook,
  type Shown,
  type ToldIds,
} from '@hub/door';
import type { LookedAt } from '@hub/disclosures';
import type { Asked, FactsGatherer, Gathered } from '@hub/facts';
import { answerOf, decide, type Decision, type Facts, type Item, type PersonId, type Request } from '@hub/sharing';
import type { Subscription } from '@hub/subscriptions';
import { messageHoldsUntil } from './holding.js';

/** What is looked at of somebody, for one subscription. */
export interface Look extends LookedAt {
  readonly person: PersonId;
  /** Of all items those that are decided about; missing: all. */
  readonly only?: (item: Item) => boolean;
}

/** What shows of somebody to a subscription, and the decision that says so. */
export interface Judged {
  readonly subscription: Subscription;
  readonly look: Look;
  readonly gathered: Gathered;
  /** The facts that were decided on: never more than were gathered. */
  readonly facts: Facts;
  readonly request: Request;
  readonly decision: Decision;
  /** The items of others that the partner may read something of, in the order of the decision. */
  readonly shown: readonly Shown[];
  readonly ids: ToldIds;
}

export interface JudgingPorts {
  readonly facts: FactsGatherer;
  readonly now: () => string;
  readonly hash: KeyedHash;
}

/** By whom a message is asked for: nobody sits before a screen. */
const workerOf = ({ id }: Pick<Subscription, 'id'>): string => `system-${id}`;

/** What was looked at, as the record keeps it. */
export const lookedAt = ({ notes, noteId, consents }: Look): LookedAt => ({
  ...(notes && { notes }),
  ...(noteId !== undefined && { noteId }),
  ...(consents && { consents }),
});

const messageLook = ({ agencyId, wanted }: Subscription, look: Look): MessageLook => ({
  agency: agencyId,
  agreementId: wanted.agreementId,
  person: look.person,
  looked: lookedAt(look),
});

export const askedFor = (subscription: Subscription, look: Look, at: string): Asked =>
  messageAsked(messageLook(subscription, look), at);

/** A consent is told to whoever it concerns as its own; whatever else is its own it knows. */
const isOfOthers = ({ agencyId }: Subscription, { kind, source }: Item): boolean =>
  kind === 'consent' || source !== agencyId;

const requestFor = ({ id, agencyId, wanted }: Subscription, person: PersonId, at: string): Request => ({
  agency: agencyId,
  worker: workerOf({ id }),
  role: wanted.role,
  purpose: wanted.purpose,
  action: 'message',
  channel: 'message',
  subjects: [person],
  at,
});

/** The one decision about what somebody looks like to a subscription, on these facts. */
export const judgedOn = (subscription: Subscription, look: Look, gathered: Gathered, hash: KeyedHash): Judged => {
  const facts = messageFacts(gathered.facts, subscription.wanted.agreementId, look.only);
  const request = requestFor(subscription, gathered.canonical(look.person), gathered.at);
  const decision = decide(request, facts);
  const told = answerOf(decision);
  const shown = (told ? visibleItems(told, facts) : []).filter(
    ({ item, visible }) =>
      visible.permitted.length > 0 && isOfOthers(subscription, item) && (look.only?.(item) ?? true),
  );
  const ids = toldIds({ agency: subscription.agencyId, hash }, gathered, []);
  return { subscription, look, gathered, facts, request, decision, shown, ids };
};

export type Judge = (subscription: Subscription, look: Look) => Promise<Judged>;

/** Decides with the facts at the head, now. */
export const judging =
  ({ facts, now, hash }: JudgingPorts): Judge =>
  async (subscription, look) =>
    judgedOn(subscription, look, await gatheredForMessage(facts, messageLook(subscription, look), now), hash);

/** The decision about these items alone, for the record: what was decided about others is nobody's business there. */
export const decisionAbout = (judged: Judged, items: readonly Item[]): Decision => {
  const { subscription, gathered, facts, request, decision } = judged;
  const wanted = new Set(items.map(({ id }) => id));
  const about = messageFacts(gathered.facts, subscription.wanted.agreementId, ({ id }) => wanted.has(id));
  // On the same facts the same would be decided.
  return about.items.length === facts.items.length ? decision : decide(request, about);
};

export const holdsFor = ({ facts, request }: Judged): string => messageHoldsUntil(facts, request.agency, request.at);

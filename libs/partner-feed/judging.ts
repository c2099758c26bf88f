import { toldIds, visibleItems, type KeyedHash, type Shown, type ToldIds } from '@hub/door';
import type { Asked, FactsGatherer, Gathered } from '@hub/facts';
import { answerOf, decide, type Decision, type Facts, type Item, type PersonId, type Request } from '@hub/sharing';
import type { Subscription } from '@hub/subscriptions';
import { messageHoldsUntil } from './holding.js';

/** What is looked at of somebody, for one subscription. */
export interface Look {
  readonly person: PersonId;
  /** All their notes are among the items. */
  readonly notes?: boolean;
  /** This note is, whoever else it is about. */
  readonly noteId?: string;
  /** The consents that concern the agency are. */
  readonly consents?: boolean;
  /** Of all items those that are decided about; missing: all. */
  readonly only?: (item: Item) => boolean;
}

/** What shows of somebody to a subscription, and the decision that says so. */
export interface Judged {
  readonly subscription: Subscription;
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

export const askedFor = (
  { agencyId }: Subscription,
  { person, notes = false, noteId, consents }: Look,
  at: string,
): Asked => ({
  people: [person],
  ...(noteId === undefined ? {} : { noteId }),
  ...(consents ? { consentsOf: agencyId } : {}),
  notes,
  at,
});

/** A flow that carries only the newest so many has to know them all. */
const countsItems = ({ agreements }: Facts): boolean =>
  agreements.some(({ flows }) => flows.some(({ mostRecent }) => mostRecent !== undefined));

/** INVARIANT: only what the subscription's own agreement permits: fewer agreements permit less. */
const underAgreement = (facts: Facts, { wanted }: Subscription): Facts => ({
  ...facts,
  agreements: facts.agreements.filter(({ id }) => id === wanted.agreementId),
});

const narrowed = (facts: Facts, { only }: Look): Facts =>
  only && !countsItems(facts) ? { ...facts, items: facts.items.filter(only) } : facts;

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
  const facts = narrowed(underAgreement(gathered.facts, subscription), look);
  const request = requestFor(subscription, gathered.canonical(look.person), gathered.at);
  const decision = decide(request, facts);
  const told = answerOf(decision);
  const shown = (told ? visibleItems(told, facts) : []).filter(
    ({ item, visible }) =>
      visible.permitted.length > 0 && isOfOthers(subscription, item) && (look.only?.(item) ?? true),
  );
  const ids = toldIds({ agency: subscription.agencyId, hash }, gathered, []);
  return { subscription, gathered, facts, request, decision, shown, ids };
};

export type Judge = (subscription: Subscription, look: Look) => Promise<Judged>;

/** Decides with the facts at the head, now. */
export const judging = ({ facts, now, hash }: JudgingPorts): Judge => {
  const gather = async (subscription: Subscription, look: Look): Promise<Gathered> => {
    const gathered = await facts.gather(askedFor(subscription, look, now()));
    if (look.notes || !countsItems(underAgreement(gathered.facts, subscription))) return gathered;
    return facts.gather(askedFor(subscription, { ...look, notes: true }, now()));
  };
  return async (subscription, look) => judgedOn(subscription, look, await gather(subscription, look), hash);
};

/** The decision about these items alone, for the record: what was decided about others is nobody's business there. */
export const decisionAbout = ({ facts, request, decision }: Judged, items: readonly Item[]): Decision => {
  const wanted = new Set(items.map(({ id }) => id));
  // On the same facts the same would be decided.
  if (countsItems(facts) || facts.items.every(({ id }) => wanted.has(id))) return decision;
  return decide(request, { ...facts, items: facts.items.filter(({ id }) => wanted.has(id)) });
};

export const holdsFor = ({ facts, request }: Judged): string => messageHoldsUntil(facts, request.agency, request.at);

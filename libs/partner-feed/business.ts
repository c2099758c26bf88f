import { agreement, concernedBy, inForceAt, type Agreement, type AgreementEvent, type Version } from '@hub/agreements';
import { fold, type EventStore, type Position } from '@hub/eventsourcing';
import type { MessageType } from '@hub/partner-messages';
import type { AgencyId, PersonId } from '@hub/sharing';
import { activeIn, subscriptionsFolding, type Subscription, type SubscriptionEvent } from '@hub/subscriptions';
import type { CauseEvent } from './any-event.js';
import { belonging, type Belonging } from './belonging.js';

export interface Partner {
  readonly agency: AgencyId;
  readonly subscriptions: readonly Subscription[];
  /** At that place of the log. */
  readonly suspended?: true;
}

/** What has become of an agreement, and whom that concerns. */
export interface AgreementNews {
  readonly type: MessageType & `org.concord.agreement.${string}`;
  readonly version: number;
  readonly parties: readonly AgencyId[];
}

/**
 * Who has subscribed, and who has ever had to do with whom: so that looking at somebody for a partner that has nothing to do
 * with them costs nothing. It holds too much rather than too little, and permits nothing.
 */
export interface Business {
  /** Takes in the next event of the log; says what it does to an agreement. */
  take(event: CauseEvent): AgreementNews | undefined;
  /** Those with a subscription that is active, and was before this, the place of the last event that was taken in. */
  partnersAt(position: Position): readonly Partner[];
  /** All with a subscription that is active. */
  partners(): readonly AgencyId[];
  /** The partner with those of its subscriptions that are still active. */
  stillActive(partner: Partner): Partner;
  /** Who belongs together, or once did. */
  readonly people: Omit<Belonging, 'take'>;
  /** Whether the agency has ever been recorded as working with a record that may be of this person. */
  mayDeal(agency: AgencyId, person: PersonId): boolean;
}

const versionIn = (known: Agreement | undefined, at: string): Version | undefined => known && inForceAt(known, at);

/** Why an agreement that was in force is not any more. */
const stopped = (before: Agreement, after: Agreement, was: Version, at: string): AgreementNews => ({
  type: after.ended ? 'org.concord.agreement.ended.v1' : 'org.concord.agreement.suspended.v1',
  version: was.number,
  parties: [...concernedBy(before, at)],
});

/** What an event has done to an agreement, from how it stood before and after. */
export const newsOf = (
  before: Agreement | undefined,
  after: Agreement | undefined,
  at: string,
): AgreementNews | undefined => {
  const [was, is] = [versionIn(before, at), versionIn(after, at)];
  if (is)
    return is.number === was?.number
      ? undefined
      : { type: 'org.concord.agreement.activated.v1', version: is.number, parties: is.terms.parties };
  return was && before && after ? stopped(before, after, was, at) : undefined;
};

/** When each subscription became active, and which are. */
const subscribing = (isAfter: EventStore['isAfter']) => {
  const byAgency = new Map<AgencyId, ReturnType<typeof subscriptionsFolding.evolve>>();
  const since = new Map<string, Position>();
  let active: readonly Partner[] = [];
  return {
    take: (event: CauseEvent & SubscriptionEvent): void => {
      const { agencyId, subscriptionId } = event.data;
      byAgency.set(
        agencyId,
        subscriptionsFolding.evolve(byAgency.get(agencyId) ?? subscriptionsFolding.initial, event),
      );
      if (event.type === 'SubscriptionApproved') since.set(subscriptionId, event.position);
      active = [...byAgency].map(([agency, all]) => ({ agency, subscriptions: activeIn(all) }));
    },
    isActive: ({ id, agencyId }: Subscription): boolean => byAgency.get(agencyId)?.get(id)?.status === 'active',
    all: (): readonly AgencyId[] =>
      active.filter(({ subscriptions }) => subscriptions.length > 0).map(({ agency }) => agency),
    at: (position: Position): readonly Partner[] =>
      active.flatMap(({ agency, subscriptions }) => {
        const then = subscriptions.filter(({ id }) => isAfter(position, since.get(id) ?? position));
        return then.length > 0 ? [{ agency, subscriptions: then }] : [];
      }),
  };
};

const isSubscription = (event: CauseEvent): event is CauseEvent & SubscriptionEvent =>
  event.type.startsWith('Subscription');
const isAgreement = (event: CauseEvent): event is CauseEvent & AgreementEvent =>
  event.type.startsWith('Agreement') && event.stream === 'register';

export const business = (isAfter: EventStore['isAfter']): Business => {
  const subscribed = subscribing(isAfter);
  const people = belonging();
  const deals = new Map<PersonId, Set<AgencyId>>();
  const suspended = new Set<AgencyId>();
  let agreements = agreement.initial;

  const takeAgreement = (event: CauseEvent & AgreementEvent): AgreementNews | undefined => {
    const { agreementId } = event.data;
    const before = agreements.get(agreementId);
    agreements = fold(agreement, [event], agreements);
    return newsOf(before, agreements.get(agreementId), event.recordedAt);
  };

  return {
    take(event) {
      if (isAgreement(event)) return takeAgreement(event);
      if (isSubscription(event)) subscribed.take(event);
      else if (event.type === 'AgencySuspended') suspended.add(event.data.agencyId);
      else if (event.type === 'AgencyReinstated') suspended.delete(event.data.agencyId);
      else if (event.type === 'InvolvementRecorded') {
        const { personId, agencyId } = event.data;
        deals.set(personId, (deals.get(personId) ?? new Set()).add(agencyId));
      } else people.take(event);
      return undefined;
    },
    partnersAt: (position) =>
      subscribed
        .at(position)
        .map((partner) => (suspended.has(partner.agency) ? { ...partner, suspended: true } : partner)),
    partners: subscribed.all,
    stillActive: (partner) => ({ ...partner, subscriptions: partner.subscriptions.filter(subscribed.isActive) }),
    people,
    mayDeal: (agency, person) => {
      for (const record of people.recordsOf(person)) if (deals.get(record)?.has(agency)) return true;
      return false;
    },
  };
};

import { foldingById } from '@hub/eventsourcing';
import type { AgencyId } from '@hub/sharing';
import type { EndingReason, RefusalReason, SubscriptionEvent, Wanted } from './events.js';

/** One subscription of a partner, as it stands. */
export interface Subscription {
  readonly id: string;
  readonly agencyId: AgencyId;
  readonly status: 'requested' | 'active' | 'refused' | 'ended';
  readonly wanted: Wanted;
  /** Why it was refused, or has ended. */
  readonly reason?: RefusalReason | EndingReason;
}

export type Subscriptions = ReadonlyMap<string, Subscription>;

/** The stream of an agency's subscriptions. */
export const subscriptionsStream = (agency: AgencyId): string => `subscriptions-${agency}`;

const STATUS = {
  SubscriptionApproved: 'active',
  SubscriptionRefused: 'refused',
  SubscriptionEnded: 'ended',
} as const;

/** An agency's subscriptions by their ids. */
export const subscriptionsFolding = foldingById<Subscription, SubscriptionEvent>({
  idOf: ({ data }) => data.subscriptionId,
  evolve: (known, { type, data }) => {
    if (type === 'SubscriptionRequested')
      return { id: data.subscriptionId, agencyId: data.agencyId, status: 'requested', wanted: data.wanted };
    return known && { ...known, status: STATUS[type], ...('reason' in data && { reason: data.reason }) };
  },
});

/** Those under which messages are released, in the order in which they were asked for. */
export const activeIn = (subscriptions: Subscriptions): readonly Subscription[] =>
  [...subscriptions.values()].filter(({ status }) => status === 'active');

/** Of these there is one: each message is decided for one role and one purpose under one agreement. */
export const sameGround = (a: Wanted, b: Wanted): boolean =>
  a.agreementId === b.agreementId && a.role === b.role && a.purpose === b.purpose;

/** Under which one something is told that was released under a subscription, by its id: itself, or that which has replaced it. */
export const standingIn = (subscriptions: Subscriptions): ReadonlyMap<string, Subscription> => {
  const active = activeIn(subscriptions);
  const standing = [...subscriptions.values()].flatMap(({ id, status, reason, wanted }) => {
    const own = status === 'active' || (status === 'ended' && reason === 'replaced');
    const found = own && active.find((one) => one.id === id || sameGround(one.wanted, wanted));
    return found ? [[id, found] as const] : [];
  });
  return new Map(standing);
};

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
  /** That which was approved in its place. */
  readonly successor?: string;
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
    return (
      known && {
        ...known,
        status: STATUS[type],
        ...('reason' in data && { reason: data.reason }),
        ...('successor' in data && { successor: data.successor }),
      }
    );
  },
});

/** Those under which messages are released, in the order in which they were asked for. */
export const activeIn = (subscriptions: Subscriptions): readonly Subscription[] =>
  [...subscriptions.values()].filter(({ status }) => status === 'active');

/** Of these there is one: each message is decided for one role and one purpose under one agreement. */
export const sameGround = (a: Wanted, b: Wanted): boolean =>
  a.agreementId === b.agreementId && a.role === b.role && a.purpose === b.purpose;

/** That under which something is told which was released under a subscription: itself, or what was approved in its place. */
const standingFor = (one: Subscription, all: Subscriptions): Subscription | undefined => {
  if (one.status === 'active') return one;
  const next = one.successor === undefined ? undefined : all.get(one.successor);
  return next && sameGround(one.wanted, next.wanted) ? standingFor(next, all) : undefined;
};

/** The subscriptions under which something is told, by the id of that under which it was released. */
export const standingIn = (subscriptions: Subscriptions): ReadonlyMap<string, Subscription> =>
  new Map(
    [...subscriptions.values()].flatMap((one) => {
      const standing = standingFor(one, subscriptions);
      return standing ? [[one.id, standing] as const] : [];
    }),
  );

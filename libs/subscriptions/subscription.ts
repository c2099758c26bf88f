import { refuse, unreachable, type Command, type Decider } from '@hub/eventsourcing';
import { CHOSEN_TYPES } from '@hub/partner-messages';
import { CATEGORIES, PURPOSES, type AgencyId, type WorkerId } from '@hub/sharing';
import {
  DELIVERIES,
  ENDING_REASONS,
  REFUSAL_REASONS,
  type EndingReason,
  type RefusalReason,
  type SubscriptionEvent,
  type Wanted,
} from './events.js';
import {
  activeIn,
  sameGround,
  subscriptionsFolding,
  subscriptionsStream,
  type Subscription,
  type Subscriptions,
} from './subscriptions.js';

/** What is said of a subscription; `by`: the agency that says it, the subscriber itself or the partnership. */
export interface Said {
  readonly agencyId: AgencyId;
  readonly subscriptionId: string;
  readonly by: AgencyId;
  readonly worker: WorkerId;
}

type RequestSubscription = Command<'RequestSubscription', Omit<Said, 'by'> & { wanted: Wanted }>;
type SubscriptionAnswer =
  | Command<'ApproveSubscription', Said>
  | Command<'RefuseSubscription', Said & { reason: RefusalReason }>
  | Command<'EndSubscription', Said & { reason: EndingReason }>;

export type SubscriptionCommand = RequestSubscription | SubscriptionAnswer;

/** An agency's subscriptions are in one stream, so that what it is told is settled in one place. */
export const streamOf = ({ data }: SubscriptionCommand): string => subscriptionsStream(data.agencyId);

const inOrder = <T extends string>(codes: readonly T[]): readonly T[] => [...new Set(codes)].sort();

const areKnown = ({ categories, types, purpose, delivery }: Wanted): boolean =>
  [
    categories.every((code) => Object.hasOwn(CATEGORIES, code)),
    types.every((type) => CHOSEN_TYPES.includes(type)),
    Object.hasOwn(PURPOSES, purpose),
    DELIVERIES.includes(delivery),
  ].every(Boolean);

const usable = (wanted: Wanted): Wanted => {
  if (wanted.categories.length === 0 || wanted.types.length === 0)
    return refuse('subscription/nothing-wanted', 'a subscription names categories and types of messages');
  if (!areKnown(wanted)) return refuse('subscription/unknown-code', 'a subscription uses a code that is on no list');
  return { ...wanted, categories: inOrder(wanted.categories), types: inOrder(wanted.types) };
};

const request = (data: RequestSubscription['data'], all: Subscriptions): readonly SubscriptionEvent[] => {
  const wanted = usable(data.wanted);
  const waiting = [...all.values()].some((other) => other.status === 'requested' && sameGround(other.wanted, wanted));
  if (waiting || all.has(data.subscriptionId))
    return refuse('subscription/already-requested', 'a request on these grounds waits for its answer already');
  return [{ type: 'SubscriptionRequested', data: { ...data, wanted } }];
};

/** What was active on the same grounds ends with the approval, in one append: nothing is missed between the two. */
const approve = (said: Said, found: Subscription, all: Subscriptions): readonly SubscriptionEvent[] => {
  if (found.status === 'active') return [];
  if (found.status !== 'requested') return refuseAnswered();
  const replaced = activeIn(all).filter(({ wanted }) => sameGround(wanted, found.wanted));
  return [
    ...replaced.map(({ id }): SubscriptionEvent => ({
      type: 'SubscriptionEnded',
      data: { ...said, subscriptionId: id, reason: 'replaced', successor: said.subscriptionId },
    })),
    { type: 'SubscriptionApproved', data: said },
  ];
};

const refuseAnswered = (): never =>
  refuse('subscription/not-waiting', 'this request has been answered, or was taken back');

const reasoned = <D extends { readonly reason: string }>(data: D, reasons: readonly D['reason'][]): D =>
  reasons.includes(data.reason) ? data : refuse('subscription/unknown-reason', 'the reason is not one of the list');

const answer = (
  { type, data }: SubscriptionAnswer,
  found: Subscription,
  all: Subscriptions,
): readonly SubscriptionEvent[] => {
  switch (type) {
    case 'ApproveSubscription':
      return approve(data, found, all);
    case 'RefuseSubscription':
      if (found.status === 'refused') return [];
      if (found.status !== 'requested') return refuseAnswered();
      return [{ type: 'SubscriptionRefused', data: reasoned(data, REFUSAL_REASONS) }];
    case 'EndSubscription': {
      const ending = reasoned(data, ENDING_REASONS);
      const isOver = found.status === 'ended' || found.status === 'refused';
      return isOver ? [] : [{ type: 'SubscriptionEnded', data: ending }];
    }
    default:
      return unreachable(type);
  }
};

/** What an agency's systems are told of: requested by the agency, approved or refused by the partnership, ended by either. */
export const subscription: Decider<Subscriptions, SubscriptionCommand, SubscriptionEvent> = {
  ...subscriptionsFolding,

  decide(command, all) {
    if (command.type === 'RequestSubscription') return request(command.data, all);
    const found = all.get(command.data.subscriptionId);
    return found ? answer(command, found, all) : refuse('subscription/unknown', 'there is no such subscription');
  },
};

import type { Event } from '@hub/eventsourcing';
import type { ChosenType } from '@hub/partner-messages';
import type { AgencyId, Category, Purpose, RoleCode, WorkerId } from '@hub/sharing';

/** Why a subscription is refused, or ends: a code, because words would stand in the log for ever. */
export const REFUSAL_REASONS = ['not-under-agreement', 'not-needed', 'system-not-ready', 'other'] as const;
export const ENDING_REASONS = ['no-longer-needed', 'replaced', 'breach', 'party-leaving', 'other'] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];
export type EndingReason = (typeof ENDING_REASONS)[number];

/** How the messages reach the partner: by its topic, or fetched from the feed. */
export const DELIVERIES = ['kafka', 'pull'] as const;
export type Delivery = (typeof DELIVERIES)[number];

/** What a partner's system wants to be told, and on what grounds: each message is decided for this role and this purpose. */
export interface Wanted {
  readonly agreementId: string;
  /** A role of the agency whose reach is the agency: a system has no caseload. */
  readonly role: RoleCode;
  readonly purpose: Purpose;
  readonly categories: readonly Category[];
  readonly types: readonly ChosenType[];
  readonly delivery: Delivery;
}

/** Stream `subscriptions-<agency>`. */
export type SubscriptionEvent =
  | Event<'SubscriptionRequested', { agencyId: AgencyId; subscriptionId: string; wanted: Wanted; worker: WorkerId }>
  /** By the partnership: messages concern what happens from here on. */
  | Event<'SubscriptionApproved', { agencyId: AgencyId; subscriptionId: string; by: AgencyId; worker: WorkerId }>
  | Event<
      'SubscriptionRefused',
      { agencyId: AgencyId; subscriptionId: string; reason: RefusalReason; by: AgencyId; worker: WorkerId }
    >
  /** By the agency itself or by the partnership: for good. Nothing is released or sent under it any more. */
  | Event<
      'SubscriptionEnded',
      {
        agencyId: AgencyId;
        subscriptionId: string;
        reason: EndingReason;
        by: AgencyId;
        worker: WorkerId;
        /** Approved in its place, in the same append: what has been released and not sent is told under this one. */
        successor?: string;
      }
    >;

import type { Event } from '@hub/eventsourcing';
import type { AgencyId, Confidential, Instant, ItemId, PersonId, RoleCode, WorkerId } from '@hub/sharing';

/** What a recipient has to do with what it was told; `retain-under-statute`: keep it for that statute, and for nothing else. */
export const OBLIGATIONS = ['stop-using', 'delete', 'retain-under-statute'] as const;
export type RecallObligation = (typeof OBLIGATIONS)[number];

/** What the recipient says has become of it. */
export const ACKNOWLEDGEMENTS = ['done', 'in-part', 'refused'] as const;
export type AcknowledgementOutcome = (typeof ACKNOWLEDGEMENTS)[number];

/** Why the law lets a recipient go on as before. */
export const LAWFUL_REASONS = [
  'statutory-retention',
  'safeguarding-duty',
  'legal-claim',
  'court-order',
  'legal-hold',
] as const;
export type LawfulReason = (typeof LAWFUL_REASONS)[number];

/** What in the log took away what the disclosure relied on. Never told to a recipient: the kind would say why. */
export interface RecallCause {
  readonly eventId: string;
  readonly kind: string;
  /** Who recorded it. */
  readonly by: AgencyId;
}

/** An item that the recipient was told, and the flows that it came by. */
export interface RecalledItem {
  readonly item: ItemId;
  /** The newest revision at which it was told. */
  readonly revision: number;
  /** The names under which the recipient knows it, in the API and in its feed. */
  readonly references: readonly string[];
  readonly flows: readonly { readonly agreement: string; readonly version: number; readonly flow: number }[];
}

/** Stream `recall-<id>`: a notice to somebody who was told earlier, and what they say has become of it. */
export type RecallEvent =
  | Event<
      'RecallRaised',
      {
        recallId: string;
        /** The recipient, who has to acknowledge; of what was told outside the partnership, the agency that told it. */
        agencyId: AgencyId;
        /** Every record of the person whom it is about. */
        subjects: readonly PersonId[];
        /** Those of their ids that the recipient knew or was told. */
        knownAs: readonly PersonId[];
        cause: RecallCause;
        scope: {
          readonly items: readonly RecalledItem[];
          /** Entries of disclosures that were recorded by hand, which name no items. */
          readonly byHand: readonly string[];
        };
        obligation: RecallObligation;
        /** The statutory gateway under which it may be retained. */
        basis?: string;
        due: Instant;
        at: Instant;
      }
    >
  | Event<
      'RecallAcknowledged',
      {
        recallId: string;
        agencyId: AgencyId;
        worker: WorkerId;
        role: RoleCode;
        outcome: AcknowledgementOutcome;
        reason?: LawfulReason;
        because?: Confidential;
        /** As when it was raised: whom and what the entry is found by. */
        subjects: readonly PersonId[];
        knownAs: readonly PersonId[];
        items: readonly RecalledItem[];
        at: Instant;
      }
    >;

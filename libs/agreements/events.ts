import type { Event } from '@hub/eventsourcing';
import type { AgencyId, Flow, Instant, WorkerId } from '@hub/sharing';

/**
 * What the agreement says in words, under the headings that the ICO data sharing code asks a data sharing agreement
 * to deal with (chapter “Data sharing agreements”). A missing or blank heading is named as a gap when it is proposed.
 */
export interface Clauses {
  readonly purpose?: string;
  readonly dataProtectionOfficers?: string;
  readonly dataItems?: string;
  readonly lawfulBasis?: string;
  readonly specialCategoryData?: string;
  readonly individualRights?: string;
  readonly informationGovernance?: string;
  readonly accuracy?: string;
  readonly retentionAndDeletion?: string;
  readonly security?: string;
  readonly breaches?: string;
  readonly reviewAndTermination?: string;
}

/** In what capacity somebody signs: the office, not the person, whose id stands beside it. */
export const CAPACITIES = [
  'chief-executive',
  'director',
  'headteacher',
  'general-practitioner',
  'senior-information-risk-owner',
  'caldicott-guardian',
  'data-protection-officer',
  'trustee',
  'other',
] as const;
export type Capacity = (typeof CAPACITIES)[number];

/** Why a party stops an agreement for a time: a code, because words would stand in the log for ever. */
export const STOPPING_REASONS = ['breach', 'under-review', 'other'] as const;
/** Why it lets it go on. */
export const RESUMING_REASONS = ['put-right', 'reviewed', 'in-error', 'other'] as const;
/** Why it has ended. */
export const ENDING_REASONS = ['no-longer-needed', 'replaced', 'breach', 'party-leaving', 'other'] as const;
export type StoppingReason = (typeof STOPPING_REASONS)[number];
export type ResumingReason = (typeof RESUMING_REASONS)[number];
export type EndingReason = (typeof ENDING_REASONS)[number];

/** Everything that a version of an agreement settles. Each version needs every party's signature. */
export interface Terms {
  readonly title: string;
  readonly kind: 'sharing' | 'disclosure';
  readonly parties: readonly AgencyId[];
  readonly startsOn: Instant;
  readonly endsOn?: Instant;
  /** Missing is a gap, named when the agreement is proposed. */
  readonly reviewOn?: Instant;
  readonly flows: readonly Flow[];
  readonly clauses: Clauses;
}

/** Stream `register`. */
export type AgreementEvent =
  | Event<'AgreementDrafted', { agreementId: string; version: number; terms: Terms; by: AgencyId }>
  /** A further version; the one before stays in force until this one is signed by all and has started. */
  | Event<'AgreementAmended', { agreementId: string; version: number; terms: Terms; by: AgencyId }>
  /** Laid before the parties for signature, with the gaps that the draft still had against the ICO code's list. */
  | Event<'AgreementProposed', { agreementId: string; version: number; gaps: readonly string[]; by: AgencyId }>
  | Event<
      'AgreementSigned',
      { agreementId: string; version: number; agencyId: AgencyId; signatory: WorkerId; capacity: Capacity; at: Instant }
    >
  | Event<'AgreementReviewed', { agreementId: string; reviewOn: Instant; by: AgencyId }>
  /** Lasts until the same agency resumes: what one party stopped, no other party starts again. */
  | Event<'AgreementSuspended', { agreementId: string; reason: StoppingReason; by: AgencyId }>
  | Event<'AgreementResumed', { agreementId: string; reason: ResumingReason; by: AgencyId }>
  | Event<'AgreementEnded', { agreementId: string; reason: EndingReason; by: AgencyId }>;

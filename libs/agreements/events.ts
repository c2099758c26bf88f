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
      { agreementId: string; version: number; agencyId: AgencyId; signatory: WorkerId; capacity: string; at: Instant }
    >
  | Event<'AgreementReviewed', { agreementId: string; reviewOn: Instant; by: AgencyId }>
  /** Lasts until the same agency resumes: what one party stopped, no other party starts again. */
  | Event<'AgreementSuspended', { agreementId: string; reason: string; by: AgencyId }>
  | Event<'AgreementResumed', { agreementId: string; reason: string; by: AgencyId }>
  | Event<'AgreementEnded', { agreementId: string; reason: string; by: AgencyId }>;

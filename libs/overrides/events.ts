import type { Event } from '@hub/eventsourcing';
import type { AgencyId, Confidential, Instant, PersonId, WorkerId } from '@hub/sharing';

/** Stream `override-<id>`: emergency access from its opening to its review. */
export type OverrideEvent =
  | Event<
      'OverrideOpened',
      {
        overrideId: string;
        agencyId: AgencyId;
        worker: WorkerId;
        subjects: readonly PersonId[];
        because: Confidential;
        openedAt: Instant;
        expiresAt: Instant;
      }
    >
  | Event<'OverrideClosed', { overrideId: string; agencyId: AgencyId; worker: WorkerId }>
  | Event<
      'OverrideReviewed',
      {
        overrideId: string;
        agencyId: AgencyId;
        reviewer: WorkerId;
        finding: 'justified' | 'process-gap' | 'not-justified';
        because: Confidential;
      }
    >;

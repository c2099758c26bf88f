import type { Event } from '@hub/eventsourcing';
import type { AgencyId, Confidential, ConsentScope, Instant, Period, PersonId } from '@hub/sharing';

/** Stream `consents-<person id>`. */
export type ConsentEvent =
  | Event<
      'ConsentRecorded',
      {
        consentId: string;
        subject: PersonId;
        grantor: PersonId;
        capacity: 'self' | 'parental-responsibility';
        decision: 'permit' | 'refuse';
        scope: ConsentScope;
        period: Period;
        /** When it was given; never later than it was recorded. */
        effectiveAt: Instant;
        evidence?: Confidential;
        agencyId: AgencyId;
      }
    >
  /** Ends one consent, or all that the grantor has given about the subject so far, by the order of the log. */
  | Event<
      'ConsentWithdrawn',
      {
        subject: PersonId;
        withdraws: { readonly consentId: string } | { readonly grantor: PersonId };
        effectiveAt: Instant;
        because?: Confidential;
        agencyId: AgencyId;
      }
    >
  | Event<
      'ConsentEnteredInError',
      { consentId: string; subject: PersonId; because?: Confidential; agencyId: AgencyId }
    >;

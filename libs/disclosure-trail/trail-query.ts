import type { Sought } from '@hub/door';
import type { AgencyId, Instant, Outcome, PersonId, Purpose, WorkerId } from '@hub/sharing';
import type { TrailKind } from './trail-row.js';

/** What to look for. Every part that is given has to match. */
export interface TrailQuery {
  /** The reader's agency: one of the entry's `parties`. Never missing. */
  readonly party: AgencyId;
  readonly subject?: PersonId;
  /** Beside `subject`: whom entries made by hand are about, whose people go by other ids as well. Missing: `subject`. */
  readonly byHand?: Sought;
  readonly worker?: WorkerId;
  /** The agency that asked. */
  readonly agency?: AgencyId;
  readonly agreement?: string;
  readonly flow?: number;
  readonly purpose?: Purpose;
  /** A statutory gateway, or `article6:e`, as the basis of one of the items. */
  readonly basis?: string;
  readonly outcome?: Outcome;
  readonly kind?: TrailKind;
  /** Recorded from (inclusive) and until (exclusive). */
  readonly from?: Instant;
  readonly until?: Instant;
}

/** What an officer looks for; whose part they may read follows from who they are. */
export type TrailFilter = Omit<TrailQuery, 'party' | 'byHand'>;

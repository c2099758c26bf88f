import type { Purpose } from './codes.js';
import type { AgencyId, Instant, PersonId, RoleCode, WorkerId } from './basics.js';

/** What makes a request for safeguarding one. Its words and its reference are kept apart, encrypted. */
export interface Ground {
  readonly kind: 'enquiry' | 'referral' | 'typed';
  /** Telling the family would put somebody at risk. */
  readonly informUnsafe?: boolean;
}

export interface Request {
  readonly agency: AgencyId;
  readonly worker: WorkerId;
  readonly role: RoleCode;
  readonly action: 'view' | 'search' | 'message' | 'export';
  /** The people asked about; for a family view its members now. Canonical ids. */
  readonly subjects: readonly PersonId[];
  readonly purpose?: Purpose;
  /** The statutory gateway that the caller says it relies on. Only flows with that gateway then count. */
  readonly claimedGateway?: string;
  readonly ground?: Ground;
  /** Emergency access that the worker has opened. */
  readonly override?: string;
  readonly at: Instant;
  readonly channel: 'api' | 'console' | 'message' | 'feed' | 'export';
}

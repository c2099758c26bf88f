import type { Address, Name } from '@hub/people';
import type { AgencyId, PersonId } from '@hub/sharing';

/** Who somebody is, in clear: opened by whoever may, handed in, and not kept. */
export interface Identity {
  readonly name: Name;
  readonly dateOfBirth?: string;
  readonly addresses: readonly Address[];
  readonly nhsNumber?: string;
  readonly upn?: string;
}

/** One agency's record of a person. */
export interface PersonRecord {
  readonly personId: PersonId;
  readonly agency: AgencyId;
  readonly identity: Identity;
}

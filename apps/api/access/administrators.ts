import { refuse } from '@hub/eventsourcing';
import type { AgencyId } from '@hub/sharing';
import type { Asking } from '@hub/platform';

/** The agency that stands for the partnership as a whole. */
export const PARTNERSHIP: AgencyId = 'partnership';

/** Refuses whoever is neither of this agency nor of the partnership itself. */
export const forAgency = (agency: AgencyId, asking: Pick<Asking, 'agency'>): void => {
  if (asking.agency !== agency && asking.agency !== PARTNERSHIP)
    refuse('request/not-your-agency', 'only an administrator of this agency, or of the partnership, may do this');
};

/** Refuses whoever would draft an agreement between others: only a party does, or the partnership itself. */
export const forParty = (parties: readonly AgencyId[], { agency }: Pick<Asking, 'agency'>): void => {
  if (!parties.includes(agency) && agency !== PARTNERSHIP)
    refuse('agreement/not-a-party', 'only a party drafts an agreement, or the partnership itself');
};

/** Refuses whoever would remove what they act by: the last way into an agency, or into the hub, is never closed from inside. */
export const notByItself = (isOwn: boolean): void => {
  if (isOwn) refuse('agency/acts-by-it', 'nobody removes the role or the client that they act by; another one does');
};

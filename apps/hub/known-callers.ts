import { agency, agencyOfClient, type Agencies, type AgencyEvent } from '@hub/agencies';
import { kept, type EventStore } from '@hub/eventsourcing';
import type { Register } from '@hub/platform';

/** Whom a client speaks for, as the register stands at the moment of asking: what it was, and what has been added since. */
export const knownCallers = (store: Pick<EventStore, 'heads' | 'read'>): Register => {
  const current = kept<Agencies, AgencyEvent>(store, agency, 'register');
  return { agencyOfClient: async (client) => agencyOfClient((await current()).state, client) };
};

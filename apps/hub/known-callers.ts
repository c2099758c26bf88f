import { agency, agencyOfClient, type Agencies, type AgencyEvent } from '@hub/agencies';
import { fold, type EventStore } from '@hub/eventsourcing';
import type { Register } from '@hub/platform';

const STREAM = 'register';

/** Whom a client speaks for, as the register stands at the moment of asking; folded anew when it has moved. */
export const knownCallers = (store: Pick<EventStore, 'heads' | 'read'>): Register => {
  let known: { readonly revision: number; readonly agencies: Agencies } = { revision: -1, agencies: agency.initial };

  const current = async (): Promise<Agencies> => {
    const revision = (await store.heads([STREAM])).get(STREAM) ?? -1;
    if (revision !== known.revision)
      known = { revision, agencies: fold(agency, await store.read<AgencyEvent>(STREAM, { to: revision })) };
    return known.agencies;
  };

  return { agencyOfClient: async (clientId) => agencyOfClient(await current(), clientId) };
};

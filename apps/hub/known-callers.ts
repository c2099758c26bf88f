import { agency, agencyOfClient, type Agencies, type AgencyEvent } from '@hub/agencies';
import type { EventStore } from '@hub/eventsourcing';
import type { Register } from '@hub/platform';

const STREAM = 'register';

/** Whom a client speaks for, as the register stands at the moment of asking: what it was, and what has been added since. */
export const knownCallers = (store: Pick<EventStore, 'heads' | 'read'>): Register => {
  let known: { readonly revision: number; readonly agencies: Agencies } = { revision: -1, agencies: agency.initial };

  const current = async (): Promise<Agencies> => {
    const from = known;
    const revision = (await store.heads([STREAM])).get(STREAM) ?? -1;
    if (revision <= from.revision) return from.agencies;
    const since = await store.read<AgencyEvent>(STREAM, { from: from.revision + 1, to: revision });
    const agencies = since.reduce((all, event) => agency.evolve(all, event), from.agencies);
    if (revision > known.revision) known = { revision, agencies };
    return agencies;
  };

  return { agencyOfClient: async (client) => agencyOfClient(await current(), client) };
};

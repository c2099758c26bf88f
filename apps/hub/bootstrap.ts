import { agency, streamOf, type AgencyCommand, type Client } from '@hub/agencies';
import { handlerOf, type Claim, type EventStore } from '@hub/eventsourcing';
import { eventId } from '@hub/vault';

const PARTNERSHIP = 'partnership';
const ADMINISTRATOR = 'administrator';

/**
 * Registers the partnership itself, its administrator and their client, in a log that has not got them.
 *
 * Another issuer than at the first start: the administrator's client is that issuer's, as well.
 *
 * The commands' ids follow from what they do: starting again, or two hubs at once, comes to the same.
 */
export const bootstrap = async (store: EventStore, administratorClient: Client): Promise<void> => {
  const handle = handlerOf({ store, decider: agency, streamOf, eventId });
  const give = async (name: string, command: AgencyCommand): Promise<void> => {
    const claim: Claim = { agency: PARTNERSHIP, commandId: `bootstrap-${name}`, requestMac: 'bootstrap' };
    const metadata = { agency: PARTNERSHIP, actor: 'bootstrap', correlationId: 'bootstrap' };
    await handle(command, { claim, metadata });
  };
  await give('agency', {
    type: 'RegisterAgency',
    data: { agencyId: PARTNERSHIP, name: 'The partnership', sector: 'board', powers: [] },
  });
  await give('role', {
    type: 'RegisterRole',
    data: {
      agencyId: PARTNERSHIP,
      role: { code: ADMINISTRATOR, title: 'Administrator', reach: 'caseload', functions: ['administrator'] },
      by: PARTNERSHIP,
    },
  });
  await give(`client-${JSON.stringify([administratorClient.issuer, administratorClient.clientId])}`, {
    type: 'RegisterClient',
    data: { agencyId: PARTNERSHIP, ...administratorClient },
  });
};

import type { AgencyFacts, AgencyId, RoleCode } from '@hub/sharing';
import { hasClient, type Agencies, type Agency } from './agency.js';
import type { Client, Role } from './events.js';

/** The agency for which a client's tokens speak, suspended ones included. */
export const agencyOfClient = (agencies: Agencies, client: Client): Agency | undefined =>
  [...agencies.values()].find((each) => hasClient(each, client));

/** A registered role of an agency. */
export const roleOf = (agencies: Agencies, agencyId: AgencyId, code: RoleCode): Role | undefined =>
  agencies.get(agencyId)?.roles.find((role) => role.code === code);

/** What a decision may know about the agencies. */
export const agencyFacts = (agencies: Agencies): readonly AgencyFacts[] =>
  [...agencies.values()].map(({ id, sector, status, roles, powers }) => ({
    id,
    sector,
    status,
    roles: roles.map(({ code, reach }) => ({ code, reach })),
    powers,
  }));

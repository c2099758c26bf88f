export type { AgencyEvent, Role, RoleFunction } from './events.js';
export { agency, streamOf, type Agencies, type Agency, type AgencyCommand } from './agency.js';
export { agencyFacts, agencyOfClient, roleOf } from './register.js';

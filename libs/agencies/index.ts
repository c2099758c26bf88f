export { REINSTATEMENT_REASONS, SUSPENSION_REASONS } from './events.js';
export type { AgencyEvent, Client, ReinstatementReason, Role, RoleFunction, SuspensionReason } from './events.js';
export { agency, streamOf, type Agencies, type Agency, type AgencyCommand } from './agency.js';
export { agencyFacts, agencyOfClient, roleOf } from './register.js';

export { blockingKeysOf } from './blocking.js';
export { confidenceOf, PROPOSE_FROM } from './confidence.js';
export type { Identity, PersonRecord } from './identity.js';
export { proposalOf, proposalsAmong, type Proposal } from './matching.js';

export { CAPACITIES, ENDING_REASONS, RESUMING_REASONS, STOPPING_REASONS } from './events.js';
export type {
  AgreementEvent,
  Capacity,
  Clauses,
  EndingReason,
  ResumingReason,
  StoppingReason,
  Terms,
} from './events.js';
export { agreement, streamOf, type AgreementCommand } from './agreement.js';
export { agreementRevision, changes, type Changes } from './changes.js';
export { CLAUSES, describeGap, gapsOf } from './gaps.js';
export { agreementFacts, agreementStatus, inForceAt, reviewOverdue, type AgreementStatus } from './in-force.js';
export { concernedBy } from './versions.js';
export type { Agreement, Agreements, Signature, Version } from './versions.js';

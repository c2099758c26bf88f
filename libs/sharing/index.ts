export type * from './language.js';
export { CATEGORIES, LABELS, PURPOSES, SECTORS, SENSITIVE_LABELS } from './codes.js';
export { answerOf, CURRENT, decide, flowsInForce, policies, type PolicyVersion } from './decide.js';
export { holdsUntil, knownDecisions, type Decided } from './known-decisions.js';
export { ageOn, decideWith, decideWithout, inPeriod, RULES, SENTENCES } from './policy/v1/index.js';
export type { FlowInForce, Rule } from './policy/v1/index.js';
export { WORKER_ID } from './worker-id.js';
export { protectedPeople } from './protected-people.js';

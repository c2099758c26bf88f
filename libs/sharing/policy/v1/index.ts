export { answerOf } from './answer.js';
export { decide, decideWith, decideWithout, VERSION } from './decide.js';
export { flowsInForceWith } from './in-force.js';
export { policyWith, RULES } from './policy.js';
export type { FlowInForce, Rule } from './rule.js';
export { SENTENCES } from './sentences.js';
export { ageOn, inPeriod } from './time.js';

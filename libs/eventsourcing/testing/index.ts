export { inMemoryEventStore } from '../in-memory-event-store.js';
export { behaviourOf } from './behaviour.js';
export { keepsFoldingLaws } from './folding-laws.js';
export { eventStoreContract, type OpenEventStore } from './event-store-contract.js';
export { logImageContract, sha256, type Movable } from './log-image-contract.js';
export { appendOf, happened } from './contract-language.js';
export { byStream, wholeLog } from './whole-log.js';
export { writingTo } from './writing-to.js';

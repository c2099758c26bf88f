export { inMemoryEventStore } from '../in-memory-event-store.js';
export { behaviourOf } from './behaviour.js';
export { eventStoreContract, type OpenEventStore } from './event-store-contract.js';

import { eventStoreContract, inMemoryEventStore } from './testing/index.js';

eventStoreContract('the in-memory event store', ({ now }) => Promise.resolve(inMemoryEventStore({ now })));

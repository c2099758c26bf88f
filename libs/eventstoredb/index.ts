/**
 * The log on EventStoreDB (KurrentDB).
 *
 * ```ts
 * const store = eventStoreDbEventStore({ connectionString: 'esdb://127.0.0.1:2113?tls=false', now });
 * ```
 */
export { eventStoreDbEventStore, type EventStoreDbEventStore } from './event-store.js';
export { describeEventStoreDb, type EngineDescription, type Node } from './describe.js';
export { eventStoreDbLogImage } from './log-image.js';
export type { EventStoreDbLog } from './opened.js';
export type { Timeouts } from './limits.js';

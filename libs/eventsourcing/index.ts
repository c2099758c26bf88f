export type { Event, Instant, Metadata, NewEvent, Position, Recorded } from './event.js';
export { fold, unreachable, type Command, type Decider } from './decider.js';
export { EventStoreError, NO_STREAM } from './event-store.js';
export { canonicalJson } from './canonical-json.js';
export { encodeAppend, MAX_APPEND_BYTES, type EncodedEvent } from './encode.js';
export type { Append, Appended, Claim, EventStore, EventStoreErrorCode } from './event-store.js';
export { handlerOf, type Context, type Handling } from './handle.js';
export { Refusal, refuse } from './refusal.js';

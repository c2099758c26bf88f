/**
 * For a partner's developer: reads what a Concord hub tells, verified, in order, once, with gaps shown. `consume(…)` is the start;
 * `docs/partners/consuming.md` is the guide.
 */
export { acknowledge, type Acknowledge, type RecallOutcome } from './acknowledge.js';
export { consume, type Consumer, type ConsumeOptions, type ConsumerState } from './consumer.js';
export { contentOf, type Content, type FetchContent, type HubAccess, type Token, type Wish } from './content.js';
export type { Counters } from './counters.js';
export type { Ambient, Backoff } from './ambient.js';
export {
  conformance,
  conformanceOfThisLibrary,
  judged,
  thisLibrary,
  type Conformance,
  type Tried,
  type Witnessed,
} from './conformance/conformance.js';
export { conformanceKit, type ConformanceKit, type Expected, type Handed, type HandedKind } from './conformance/kit.js';
export { PartnerError, Unacceptable, type PartnerErrorCode, type Reason } from './failure.js';
export {
  step,
  type Arrival,
  type Chain,
  type FeedState,
  type Known,
  type Range,
  type Step,
  type Verdict,
} from './feed-state.js';
export type { Gap, HandlerContext, Handlers, RecallContext, UnknownMessage } from './handlers.js';
export { fixedKeys, jwks, type JwksOptions, type Keys, type KeySet } from './keys.js';
export type { EventMessage, HeartbeatMessage, PlacedMessage, RecallMessage, VoidedMessage } from './message.js';
export type { Redriven, RedriveOptions } from './redrive.js';
export type { Retry } from './receiving.js';
export { feed, type FeedOptions } from './source/feed.js';
export { kafka, type KafkaOptions } from './source/kafka.js';
export { messages, Stopped, type Reading, type Source, type SourceStatus } from './source/source.js';
export { memoryStore, type MemoryTransaction } from './store/memory-store.js';
export { postgresStore, type PostgresClient, type PostgresPool, type TableOptions } from './store/postgres-store.js';
export { sqliteStore, type SqliteDatabase } from './store/sqlite-store.js';
export {
  QUARANTINE,
  type Counts,
  type Entry,
  type Letter,
  type Outcome,
  type Store,
  type Unit,
  type Waiting,
} from './store/store.js';

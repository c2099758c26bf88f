/**
 * Kafka, for whoever sends to topics: `topics({ brokers, clientId })`, and for whoever says who reads them: `access(…)`. The only lib that imports a Kafka client.
 *
 * In a spec, `withKafka()` from `@hub/kafka/testing` gives a real broker.
 */
export { access, type Access, type AccessOptions } from './access.js';
export { isDone, linesOf, planOf, type AccessPlan, type Grant, type Present, type Reader } from './access-plan.js';
export { type KafkaOptions } from './client.js';
export { connectionTo, principalOf, type Connection, type Credentials } from './connection.js';
export { KafkaFailure, type KafkaFailureCode } from './failure.js';
export { type LoggedMessage } from './last-of.js';
export { type Message, type Sender } from './sender.js';
export { topics, type Topics, type TopicSettings } from './topics.js';

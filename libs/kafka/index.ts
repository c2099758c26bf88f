/**
 * Kafka, for whoever sends to topics: `topics({ brokers, clientId })`. The only lib that imports a Kafka client.
 *
 * In a spec, `withKafka()` from `@hub/kafka/testing` gives a real broker.
 */
export { type KafkaOptions } from './client.js';
export { KafkaFailure, type KafkaFailureCode } from './failure.js';
export { type LoggedMessage } from './last-of.js';
export { type Message, type Sender } from './sender.js';
export { topics, type Topics, type TopicSettings } from './topics.js';

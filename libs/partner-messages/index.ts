/** The wire format of partners' messages: what the hub sends and the consumer library reads. Knows nobody but the kernel. */
export {
  CHOSEN_TYPES,
  HEARTBEAT,
  MESSAGE_TYPES,
  RECALL_RAISED,
  type ChosenType,
  type MessageType,
} from './message-types.js';
export type {
  AgreementTold,
  ConsentTold,
  DataOf,
  Heartbeat,
  NoteTold,
  PartnerMessage,
  Placed,
  RecallTold,
  Told,
  UnsignedMessage,
  VoidMessage,
} from './message.js';
export { DATA_SCHEMAS, dataExamplesOf, PUBLISHED_SCHEMAS, schemaPathOf } from './data-schemas.js';
export { ENVELOPE_SCHEMA } from './envelope-schema.js';
export { exampleOf } from './example.js';
export { type JsonSchema } from './json-schema.js';
export { BATCH_CONTENT_TYPE, CONTENT_TYPE, groupPrefixOf, sourceOf, topicOf } from './names.js';
export { signed, signedForm, wireForm, type SignDetached } from './signed-form.js';

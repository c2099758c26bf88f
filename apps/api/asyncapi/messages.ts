import {
  CONTENT_TYPE,
  DATA_SCHEMAS,
  ENVELOPE_SCHEMA,
  exampleOf,
  MESSAGE_TYPES,
  schemaPathOf,
  sourceOf,
  type JsonSchema,
  type MessageType,
} from '@hub/partner-messages';
import type { Feed } from './feed.js';

/** In the form of a signature, and none: an example is signed by nobody. */
const NO_SIGNATURE = 'eyJhbGciOiJFUzI1NiIsImtpZCI6ImV4YW1wbGUifQ..bm90LWEtc2lnbmF0dXJl';

export const referTo = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });

/** What a type is called within the document. */
export const nameOf = (type: MessageType): string => type.slice('org.concord.'.length);

type Schema = Omit<JsonSchema, '$schema'>;

/** AsyncAPI has a dialect of its own, in which these schemas mean the same. */
const within = ({ $schema: _, ...schema }: JsonSchema): Schema => schema;

/** The schema of all messages: what they may look like is shown by examples of whole ones. */
const envelope = (): Schema => {
  const properties = Object.entries(ENVELOPE_SCHEMA.properties as Record<string, JsonSchema>).map(
    ([name, { examples: _, ...attribute }]) => [name, attribute],
  );
  return { ...within(ENVELOPE_SCHEMA), properties: Object.fromEntries(properties) as Record<string, JsonSchema> };
};

/** The categories that a partner has asked for, where a message says one. */
const cut = (schema: Schema, { categories }: Feed): Schema => {
  const category = schema.properties?.['category'];
  if (!categories || typeof category !== 'object') return schema;
  const example = schema.examples?.[0] as object;
  return {
    ...schema,
    properties: { ...schema.properties, category: { ...category, examples: categories } },
    examples: [{ ...example, category: categories[0] }],
  };
};

const dataSchema = (type: MessageType, feed: Feed): Schema => cut(within(DATA_SCHEMAS[type]), feed);

const example = (type: MessageType, feed: Feed): object => ({
  ...exampleOf(type),
  source: sourceOf(feed.partnership),
  dataschema: `${feed.publicUrl}${schemaPathOf(type)}`,
  data: dataSchema(type, feed).examples?.[0],
  jws: NO_SIGNATURE,
});

const payload = (type: MessageType) => ({
  allOf: [
    referTo('schemas', 'message'),
    { type: 'object', properties: { type: { const: type }, data: referTo('schemas', `${nameOf(type)}.data`) } },
  ],
});

const message = (type: MessageType, feed: Feed) => ({
  name: type,
  title: type,
  summary: MESSAGE_TYPES[type],
  traits: [referTo('messageTraits', 'signed')],
  payload: payload(type),
  examples: [{ name: nameOf(type), summary: 'About nobody, and not signed.', payload: example(type, feed) }],
});

const signed = {
  contentType: CONTENT_TYPE,
  correlationId: {
    description: 'What all that came of one cause has in common.',
    location: '$message.payload#/correlationid',
  },
  bindings: {
    kafka: {
      key: {
        type: 'string',
        description:
          'The partner’s pseudonym of the person, the agreement where it concerns nobody, `feed` of a heartbeat.',
      },
      bindingVersion: '0.5.0',
    },
  },
};

/** All that messages of a feed consist of, as the components of a document. */
export const componentsOf = (feed: Feed) => ({
  messages: Object.fromEntries(feed.types.map((type) => [nameOf(type), message(type, feed)])),
  messageTraits: { signed },
  schemas: {
    message: envelope(),
    ...Object.fromEntries(feed.types.map((type) => [`${nameOf(type)}.data`, dataSchema(type, feed)])),
  },
});

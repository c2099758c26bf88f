import { count, DRAFT, instant, text, type JsonSchema } from './json-schema.js';
import { HEARTBEAT } from './message-types.js';

const properties = {
  specversion: { type: 'string', const: '1.0', description: 'The version of CloudEvents.' },
  id: text('The same whenever the same message is sent again; unique within `source`.', { examples: ['9b1d4c70'] }),
  source: text('The hub: `/<partnership>/concord`.', { format: 'uri-reference', examples: ['/northshire/concord'] }),
  type: text('What has happened. A reader skips a type that it does not know.', {
    pattern: '^org\\.concord\\.[a-z]+\\.[a-z]+\\.v[1-9][0-9]*$',
    examples: ['org.concord.note.shared.v1'],
  }),
  subject: text('Whom or what it concerns: `person/<reference>`, `agreement/<id>`, or `feed` for a heartbeat.', {
    examples: ['person/0c44d1e8b3'],
  }),
  time: instant('When it took effect.'),
  recordedtime: instant('When it was recorded.'),
  sequence: count("Its place among all the partner's messages: 1, 2, 3 … without a gap.", 1, 42),
  previous: count('The `sequence` of the last message with the same subject; 0 where there was none.', 0, 17),
  datacontenttype: { type: 'string', const: 'application/json', description: 'What `data` is written in.' },
  dataschema: text('The JSON Schema of `data`.', {
    format: 'uri-reference',
    examples: ['https://hub.example/schemas/note.shared.v1.json'],
  }),
  family: text("The partner's reference of the family, where it knows one.", { examples: ['family/2ab7d90e61'] }),
  agreement: text('The agreement that permits it.', { examples: ['early-help'] }),
  flow: count("The number of that agreement's flow that permits it.", 0, 3),
  purpose: text('The purpose that permits it.', { examples: ['early-help'] }),
  dataref: text('Where what it is about is told, under a fresh decision.', {
    format: 'uri-reference',
    examples: ['/v1/feed/messages/9b1d4c70/content'],
  }),
  expirytime: instant('After this it is to be ignored.'),
  correlationid: text('What all that came of one cause has in common.'),
  causationid: text('What in the hub led to it.'),
  traceparent: text('The trace that it belongs to (W3C Trace Context).'),
  void: { type: 'boolean', const: true, description: 'Its permission went before it was sent: its place is kept.' },
  replay: text('Sent again on request: the id of that replay.'),
  jws: text('The signature: a JWS in compact form without its payload (RFC 7515, appendix F).', {
    pattern: '^[A-Za-z0-9_-]+\\.\\.[A-Za-z0-9_-]+$',
  }),
  data: { type: 'object', description: 'What has happened, as `dataschema` has it.' },
} satisfies Record<string, JsonSchema>;

const isVoid: JsonSchema = { required: ['void'] };
const isHeartbeat: JsonSchema = { properties: { type: { const: HEARTBEAT } } };

/** Attributes of a message in full, of which a void one has none. */
const full = [
  'datacontenttype',
  'dataschema',
  'family',
  'agreement',
  'flow',
  'purpose',
  'dataref',
  'expirytime',
  'data',
];

const without = (names: readonly string[]): JsonSchema => ({
  properties: Object.fromEntries(names.map((name) => [name, false])),
});

/** The JSON Schema of every message, `data` apart. A reader lets attributes through that it does not know. */
export const ENVELOPE_SCHEMA = {
  $schema: DRAFT,
  title: 'A message to a partner',
  description: 'A CloudEvents 1.0 event in structured mode, signed.',
  type: 'object',
  properties,
  required: [
    'specversion',
    'id',
    'source',
    'type',
    'subject',
    'time',
    'recordedtime',
    'correlationid',
    'causationid',
    'jws',
  ],
  if: isHeartbeat,
  then: { ...without(['sequence', 'previous', 'void']), required: ['datacontenttype', 'dataschema', 'data'] },
  else: {
    required: ['sequence', 'previous'],
    if: isVoid,
    then: without(full),
    else: { required: ['datacontenttype', 'dataschema', 'data'] },
  },
} as const satisfies JsonSchema;

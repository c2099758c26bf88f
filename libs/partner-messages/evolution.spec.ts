import { createPublicKey, verify } from 'node:crypto';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import {
  DATA_SCHEMAS,
  ENVELOPE_SCHEMA,
  exampleOf,
  MESSAGE_TYPES,
  PUBLISHED_SCHEMAS,
  signedForm,
  type JsonSchema,
  type MessageType,
} from './index.js';
import { asReadBy, breachesOf, goldens } from './testing/index.js';

const ajv = new Ajv2020({ strict: false });
ajvFormats.default(ajv);
const recorded = goldens();
const newest = recorded.at(-1)!;
const types = Object.keys(MESSAGE_TYPES) as MessageType[];

describe('what partners are sent', () => {
  it('is described as it was when its minor version was recorded: `npm run golden <next minor>` records another', () => {
    expect(ENVELOPE_SCHEMA).toEqual(newest.envelope);
    expect(DATA_SCHEMAS).toEqual(newest.data);
  });
});

describe.each(recorded)('readers of minor version $minor', ({ envelope, data, messages, keys }) => {
  it('find all that they knew, as they knew it', () => {
    expect(breachesOf(envelope, ENVELOPE_SCHEMA)).toEqual([]);
    for (const [type, schema] of Object.entries(data)) {
      expect(breachesOf(schema, DATA_SCHEMAS[type as MessageType], type)).toEqual([]);
    }
  });

  it.each(messages)('sent a $type that still verifies, and that the schemas of today allow', (message) => {
    const [header = '', , signature = ''] = message.jws.split('.');
    const key = createPublicKey({ key: keys.keys[0]!, format: 'jwk' });
    const signedText = `${header}.${Buffer.from(signedForm(message)).toString('base64url')}`;
    expect(
      verify(
        'sha256',
        Buffer.from(signedText),
        { key, dsaEncoding: 'ieee-p1363' },
        Buffer.from(signature, 'base64url'),
      ),
    ).toBe(true);
    expect(ajv.validate(ENVELOPE_SCHEMA, message)).toBe(true);
    expect('data' in message && ajv.validate(DATA_SCHEMAS[message.type], message.data)).toBe(true);
  });

  it('find under the address that a message names what was there when it was sent', () => {
    for (const message of messages) {
      const path = 'dataschema' in message && new URL(message.dataschema).pathname;
      expect([path, PUBLISHED_SCHEMAS[String(path)]]).toEqual([path, data[message.type]]);
    }
  });

  it.each(types.filter((type) => type in data))('can read a %s of today', (type) => {
    const message = { ...exampleOf(type), jws: 'e30..c2ln' };
    expect(ajv.validate(envelope, asReadBy(envelope, message))).toBe(true);
    expect(ajv.validate(data[type]!, asReadBy(data[type]!, 'data' in message && message.data))).toBe(true);
  });
});

describe('the rule of evolution', () => {
  const before = DATA_SCHEMAS['org.concord.recall.raised.v1'];
  const { due: _, ...withoutDue } = before.properties!;

  it('lets a field come that may be missing, and better words', () => {
    const after = {
      ...before,
      description: 'Better.',
      properties: { ...before.properties, because: { type: 'string' } },
    } as const;
    expect(breachesOf(before, after)).toEqual([]);
  });

  const field = (schema: JsonSchema, name: string, to: JsonSchema | boolean): JsonSchema => ({
    ...schema,
    properties: { ...schema.properties, [name]: to },
  });
  const listed = (...words: string[]): JsonSchema => field(before, 'obligation', { type: 'string', enum: words });
  const list = (items: JsonSchema): JsonSchema => field(before, 'references', { ...references, items });
  const references = before.properties!['references'] as JsonSchema;
  const because = { type: 'string' } as const;

  it.each<[what: string, before: JsonSchema, after: JsonSchema]>([
    ['a field goes', before, { ...before, properties: withoutDue }],
    ['a field goes that could be missing', field(before, 'because', because), before],
    ['a field goes from inside a list', list(field({ type: 'object' }, 'a', because)), list({ type: 'object' })],
    ['a field is of another type', before, field(before, 'due', { type: 'integer' })],
    [
      'a field has another form',
      before,
      field(before, 'due', { ...(before.properties!['due'] as object), pattern: 'Z' }),
    ],
    ['a field may not be said any more', before, field(before, 'basis', false)],
    ['a field may be missing that could not', before, { ...before, required: before.required!.slice(1) }],
    ['a field may not be missing that could', before, { ...before, required: [...before.required!, 'basis'] }],
    [
      'a field is new and may not be missing',
      before,
      { ...field(before, 'because', because), required: [...before.required!, 'because'] },
    ],
    ['an open list is closed', before, listed('delete')],
    ['a closed list is narrowed', listed('delete', 'stop-using'), listed('delete')],
    ['a member comes to a closed list', listed('delete'), listed('delete', 'stop-using')],
    ['the members of a list are others', before, list({ type: 'integer' })],
    ['a list may not be as short as before', before, field(before, 'references', { ...references, minItems: 2 })],
    ['a field that nobody knows is refused', before, { ...before, not: {} } as JsonSchema],
    ['an attribute goes', ENVELOPE_SCHEMA, { ...ENVELOPE_SCHEMA, properties: {} }],
    [
      'an attribute is asked for where it was not',
      ENVELOPE_SCHEMA,
      { ...ENVELOPE_SCHEMA, then: { required: ['flow'] } },
    ],
  ])('is broken where %s', (_what, earlier, later) => {
    expect(breachesOf(earlier, later)).not.toEqual([]);
    expect(breachesOf(earlier, earlier)).toEqual([]);
  });
});

describe('a message of an earlier minor version', () => {
  const [message] = recorded[0]!.messages.filter(({ type }) => type === 'org.concord.recall.raised.v1');
  if (!message || !('data' in message)) throw new Error('the first golden messages hold a recall');
  const said = message.data;
  const schema = DATA_SCHEMAS['org.concord.recall.raised.v1'];
  const holding = (name: string, to: JsonSchema): JsonSchema => ({
    ...schema,
    properties: { ...schema.properties, [name]: to },
  });

  it.each<[what: string, schema: JsonSchema]>([
    ['a field may not be missing that it did not have', { ...schema, required: [...schema.required!, 'because'] }],
    ['a word that it said is none of the list any more', holding('obligation', { enum: ['stop-using'] })],
    ['a field is of another type', holding('due', { type: 'integer' })],
  ])('is refused where %s', (_what, later) => {
    expect(ajv.validate(schema, said)).toBe(true);
    expect(ajv.validate(later, said)).toBe(false);
  });
});

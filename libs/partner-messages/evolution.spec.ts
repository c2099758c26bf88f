import { createPublicKey, verify } from 'node:crypto';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { DATA_SCHEMAS, ENVELOPE_SCHEMA, exampleOf, MESSAGE_TYPES, signedForm, type MessageType } from './index.js';
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

  it.each([
    ['a field goes', { ...before, properties: withoutDue }],
    ['a field becomes another', { ...before, properties: { ...before.properties, due: { type: 'integer' } as const } }],
    ['a field may be missing that could not', { ...before, required: before.required!.slice(1) }],
    ['a field may not be missing that could', { ...before, required: [...before.required!, 'basis'] }],
    [
      'a list is closed',
      { ...before, properties: { ...before.properties, obligation: { type: 'string', enum: ['delete'] } as const } },
    ],
    [
      'the members of a list are others',
      {
        ...before,
        properties: { ...before.properties, references: { type: 'array', items: { type: 'integer' } } as const },
      },
    ],
  ])('is broken where %s', (_what, after) => {
    expect(breachesOf(before, after)).not.toEqual([]);
  });
});

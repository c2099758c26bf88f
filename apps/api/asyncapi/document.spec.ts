import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { goldens } from '@hub/partner-messages/testing';
import { CHOSEN_TYPES, MESSAGE_TYPES } from '@hub/partner-messages';
import type { Subscription, Wanted } from '@hub/subscriptions';
import { wanting } from '@hub/subscriptions/testing';
import { Ajv } from 'ajv';
import ajvFormats from 'ajv-formats';
import { asyncApiOf, type AsyncApiDocument } from './document.js';
import { anyFeed, feedOf, type Offer } from './feed.js';

const FILE = join(process.cwd(), 'asyncapi.json');

/** The AsyncAPI dialect is draft 7: whatever is said in a later one would be ignored. */
const schemasOf = (document: AsyncApiDocument) => {
  const ajv = new Ajv({ strict: true, strictRequired: false, strictTypes: false, validateSchema: true });
  ajvFormats.default(ajv);
  ajv.addKeyword({ keyword: 'components' });
  ajv.addSchema({ $id: 'document', components: document.components });
  return (name: string) => ajv.compile({ $ref: `document#/components/messages/${name}/payload` });
};

const messagesOf = ({ components: { messages } }: AsyncApiDocument) => {
  const { page: _, ...own } = { page: {}, ...messages };
  return Object.entries(own) as readonly [string, { name: string; examples: readonly { payload: object }[] }][];
};

const offer: Offer = { partnership: 'westshire', publicUrl: 'https://hub.west.example/concord' };
const subscribed = (change: Partial<Wanted>): Subscription => ({
  id: 's',
  agencyId: 'school',
  status: 'active',
  wanted: wanting(change),
});

describe('the AsyncAPI document of any feed', () => {
  const document = asyncApiOf(anyFeed);

  it('that is committed is the one that the code makes; `UPDATE_ASYNCAPI=1` writes it', () => {
    const made = `${JSON.stringify(document, null, 2)}\n`;
    if (process.env['UPDATE_ASYNCAPI']) writeFileSync(FILE, made);
    expect(readFileSync(FILE, 'utf8')).toBe(made);
  });

  it('describes every type', () => {
    expect(messagesOf(document).map(([, { name }]) => name)).toEqual(Object.keys(MESSAGE_TYPES));
  });

  it('shows the golden messages, but for who has signed them', () => {
    const shown = messagesOf(document).map(([, { examples }]) => ({ ...examples[0]!.payload, jws: '' }));
    expect(shown).toEqual(
      goldens()
        .at(-1)!
        .messages.map((message) => ({ ...message, jws: '' })),
    );
  });

  it('is about the topic that the hub writes, in one partition', () => {
    const kafka = { topic: 'concord.{agency}.v1', partitions: 1 };
    expect(document.channels).toMatchObject({ topic: { bindings: { kafka } } });
  });
});

describe.each([
  ['any feed', anyFeed],
  ['an agency', feedOf(offer, 'school', [subscribed({})])],
])('the AsyncAPI document of %s', (_of, feed) => {
  const document = asyncApiOf(feed);

  it.each(messagesOf(document))('allows its example of %s, and no other type in its place', (name, { examples }) => {
    const allows = schemasOf(document)(name);
    const { payload } = examples[0]!;
    expect([allows(payload), allows.errors]).toEqual([true, null]);
    expect(allows({ ...payload, type: 'org.concord.referral.made.v1' })).toBe(false);
    expect(allows({ ...payload, jws: undefined })).toBe(false);
  });
});

describe('the AsyncAPI document of an agency', () => {
  const mine = [
    subscribed({ categories: ['health-visit', 'attendance'] }),
    subscribed({ types: ['org.concord.family.linked.v1'], categories: ['identity'] }),
  ];
  const document = asyncApiOf(feedOf(offer, 'school', mine));
  const text = JSON.stringify(document);

  it('has the types of its subscriptions and those that come to everybody', () => {
    const others = CHOSEN_TYPES.filter((type) => !mine.some(({ wanted }) => wanted.types.includes(type)));
    const told = Object.keys(MESSAGE_TYPES).filter((type) => !others.includes(type as (typeof others)[number]));
    expect(messagesOf(document).map(([, { name }]) => name)).toEqual(told);
    for (const type of others) expect(text).not.toContain(type);
    const [, family] = mine;
    expect(JSON.stringify(asyncApiOf(feedOf(offer, 'school', [family!])))).not.toContain('note.shared');
  });

  it('has the categories of its subscriptions alone', () => {
    expect(document.components.schemas).toMatchObject({
      'note.shared.v1.data': {
        properties: { category: { examples: ['attendance', 'health-visit', 'identity'] } },
        examples: [{ category: 'attendance' }],
      },
    });
    const only = asyncApiOf(feedOf(offer, 'school', [subscribed({ categories: ['injury'] })]));
    expect(JSON.stringify(only)).not.toContain('attendance');
  });

  it('says where this hub is, and what its messages are called', () => {
    expect(document.servers).toMatchObject({
      hub: { host: 'hub.west.example', protocol: 'https', pathname: '/concord' },
    });
    expect(text).toContain('"source":"/westshire/concord"');
    expect(text).not.toContain('northshire');
  });

  it('has the pull feed and the topic as far as it is delivered there, and where this hub has Kafka', () => {
    const kafka = {
      brokers: ['k1.example:9094', 'k2.example:9094'],
      security: 'SASL_SSL',
      sasl: { mechanism: 'OAUTHBEARER', tokenUrl: 'https://login.example/token' },
    } as const;
    const byTopic = [subscribed({ delivery: 'kafka' })];
    expect(Object.keys(document.channels)).toEqual(['feed']);
    const channels = (of: Offer, active: readonly Subscription[]) =>
      Object.keys(asyncApiOf(feedOf(of, 'school', active)).channels);
    expect(channels(offer, byTopic)).toEqual([]);
    expect(channels({ ...offer, kafka }, [subscribed({})])).toEqual(['feed']);
    expect(channels({ ...offer, kafka }, [...byTopic, subscribed({})])).toEqual(['topic', 'feed']);
    expect(channels({ ...offer, kafka }, byTopic)).toEqual(['topic']);

    const whole = asyncApiOf(feedOf({ ...offer, kafka }, 'school', byTopic));
    expect(whole).toMatchObject({
      servers: { kafka1: { host: 'k1.example:9094', protocol: 'kafka-secure' }, kafka2: { host: 'k2.example:9094' } },
      channels: { topic: { address: 'concord.school.v1', bindings: { kafka: { partitions: 1 } } } },
      operations: { readTopic: { bindings: { kafka: { groupId: { pattern: '^school\\..+' } } } } },
      components: {
        securitySchemes: {
          sasl: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: 'https://login.example/token' } } },
        },
      },
    });
    expect(whole.channels).not.toHaveProperty('topic.parameters');
  });
});

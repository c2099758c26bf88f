import {
  consume,
  feed,
  jwks,
  memoryStore,
  type ConsumeOptions,
  type Content,
  type MemoryTransaction,
} from '../index.js';
import { messageIn, sampleFeed, sampleHub, type SampleHub } from '../testing/index.js';

const until = async (what: string, is: () => boolean | Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 1_000; tries += 1) {
    if (await is()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`not within twenty seconds: ${what}`);
};

describe('a consumer of the pull feed', () => {
  let hub: SampleHub;
  const sample = sampleFeed();
  beforeEach(async () => {
    hub = await sampleHub();
    hub.keySet = sample.keySet;
  });
  afterEach(() => hub.close());

  const handed: string[] = [];
  beforeEach(() => void (handed.length = 0));
  const options = (more: Partial<ConsumeOptions<MemoryTransaction>> = {}): ConsumeOptions<MemoryTransaction> => ({
    from: feed({ url: hub.url, token: 'secret', limit: 3, wait: 0 }),
    keys: jwks(`${hub.url}/.well-known/jwks.json`),
    store: memoryStore(),
    onEvent: ({ id }) => void handed.push(id),
    onRecall: ({ id }) => void handed.push(id),
    ...more,
  });
  const some = (count: number): string[] => Array.from({ length: count }, () => sample.next());
  const idsOf = (texts: readonly string[]): string[] => texts.map((text) => messageIn(text).id);
  const askedFor = (path: string) => hub.asked.filter((one) => one.path === path);

  it('reads page by page, says how far, and goes on there', async () => {
    hub.texts.push(...some(7));
    const store = memoryStore();
    const first = await consume(options({ store }));
    await until('seven handed', () => handed.length === 7);
    await until('told', () => askedFor('/v1/feed/position').length === 3);
    await first.stop();
    expect(askedFor('/v1/feed/position').map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { position: 3 },
      { position: 6 },
      { position: 7 },
    ]);
    const before = hub.asked.length;
    hub.texts.push(...some(1));
    const second = await consume(options({ store }));
    await until('eight handed', () => handed.length === 8);
    await second.stop();
    expect(hub.asked[before]?.query.get('after')).toBe('7');
    expect(handed).toEqual(idsOf(hub.texts));
    expect(askedFor('/v1/feed/events').every(({ headers }) => headers.authorization === 'Bearer secret')).toBe(true);
    // Once for all messages.
    expect(askedFor('/.well-known/jwks.json')).toHaveLength(2);
  });

  it('comes through answers that fail, and says so meanwhile', async () => {
    hub.texts.push(...some(4));
    hub.fails.push(500, 401, 503);
    const consumer = await consume(options());
    await until('trouble', async () => (await consumer.state()).source.trouble !== undefined);
    await until('four handed', () => handed.length === 4);
    await until('well', async () => (await consumer.state()).source.connected);
    await consumer.stop();
    expect(handed).toEqual(idsOf(hub.texts));
  });

  it('reads on from the first message that is kept, and tells of those that are not', async () => {
    hub.texts.push(...some(4));
    const store = memoryStore();
    const gaps: unknown[] = [];
    const first = await consume(options({ store }));
    await until('four handed', () => handed.length === 4);
    await first.stop();
    hub.texts.push(...some(4));
    hub.earliest = 6;
    const second = await consume(options({ store, onGap: (gap) => void gaps.push(gap) }));
    await until('six handed', () => handed.length === 6);
    await second.stop();
    const { sequence } = messageIn(hub.texts[4]!) as { readonly sequence: number };
    expect(gaps[0]).toMatchObject({ kind: 'missing', from: sequence, to: sequence + 1 });
  });

  it('reads a replay to its end over the same store: fills what was missing, drops what it has had, hears of what has gone', async () => {
    const texts = some(6);
    hub.texts.push(...texts.slice(0, 2), ...texts.slice(4));
    const store = memoryStore();
    const gone: unknown[] = [];
    const live = await consume(options({ store }));
    await until('four handed', () => handed.length === 4);
    const missing = async () => (await live.state()).feeds.flatMap((one) => one.missing);
    expect(await missing()).toHaveLength(1);
    // How far a page leads is told after it was handed on: both pages', so that what is told later would be the replay's.
    await until('both pages told', () => askedFor('/v1/feed/position').length === 2);
    const again = texts.map((text, index) => sample.replayed(index === 0 ? sample.voidOf(text) : text, 'r1'));
    hub.replays.set('r1', again);
    hub.fails.push(429, 503);
    const replay = await consume(
      options({
        store,
        from: feed({ url: hub.url, token: 'secret', limit: 4, replay: 'r1' }),
        onVoid: ({ id }, { handedBefore }) => void gone.push([id, handedBefore]),
      }),
    );
    await replay.ended;
    expect(handed).toEqual(idsOf([...texts.slice(0, 2), ...texts.slice(4), ...texts.slice(2, 4)]));
    expect(gone).toEqual([[messageIn(texts[0]!).id, true]]);
    expect(await missing()).toEqual([]);
    expect(askedFor('/v1/feed/position')).toHaveLength(2);
    const { counters, letters } = await replay.state();
    expect([counters.handled, counters.repeated, counters.voided, letters]).toEqual([2, 3, 1, 0]);
    await live.stop();
  });

  it('goes on in a replay where it was left', async () => {
    const texts = some(5);
    hub.replays.set('r2', texts);
    const store = memoryStore();
    const from = feed({ url: hub.url, token: 'secret', limit: 2, replay: 'r2' });
    const first = await consume(options({ store, from }));
    await until('some handed', () => handed.length >= 3);
    await first.stop();
    const before = hub.asked.length;
    const second = await consume(options({ store, from }));
    await second.ended;
    expect(handed).toEqual(idsOf(texts));
    expect(
      hub.asked
        .slice(before)
        .find(({ path }) => path.includes('replays'))
        ?.query.get('after'),
    ).not.toBeNull();
  });

  it('fetches what a message is about, for its purpose, and learns that permission has gone', async () => {
    const [told, gone] = some(2);
    hub.texts.push(told!, gone!);
    hub.content.set(messageIn(told!).id, { passages: ['…'] });
    const contents: Content[] = [];
    const consumer = await consume(
      options({ onEvent: async (_, { fetch }) => void contents.push(await fetch({ worker: 'w-7' })) }),
    );
    await until('two fetched', () => contents.length === 2);
    await consumer.stop();
    expect(contents).toEqual([{ status: 'told', content: { passages: ['…'] } }, { status: 'gone' }]);
    const [asked] = askedFor(`/v1/feed/messages/${messageIn(told!).id}/content`);
    expect(asked?.query.get('purpose')).toBe('early-help');
    expect(asked?.headers.authorization).toBe('Bearer secret');
  });

  it('sends its token to the hub alone, wherever a message leads', async () => {
    hub.texts.push(sample.next({ more: { dataref: 'http://127.0.0.1:9/content' } }));
    const errors: unknown[] = [];
    const consumer = await consume(
      options({
        onEvent: async (_, { fetch }) => {
          await fetch().catch((error: unknown) => errors.push(error));
        },
      }),
    );
    await until('refused', () => errors.length === 1);
    await consumer.stop();
    expect(errors).toMatchObject([{ code: 'content-refused' }]);
  });

  it('asks for a token for each purpose and worker', async () => {
    hub.texts.push(...some(1));
    const wishes: unknown[] = [];
    const token = (wish: unknown): string => {
      wishes.push(wish);
      return 'made';
    };
    const consumer = await consume(
      options({
        from: feed({ url: hub.url, token, wait: 0 }),
        onEvent: async (_, { fetch }) => {
          await fetch({ worker: 'w-7', purpose: 'safeguarding' });
          handed.push('fetched');
        },
      }),
    );
    await until('fetched', () => handed.length === 1);
    await consumer.stop();
    expect(wishes).toContainEqual({ worker: 'w-7', purpose: 'safeguarding' });
    expect(wishes).toContainEqual({});
  });
});

describe('keys of the hub', () => {
  let hub: SampleHub;
  let now = 0;
  const slept: number[] = [];
  const ambient = {
    now: () => now,
    random: () => 0,
    sleep: (milliseconds: number) => {
      if (milliseconds > 0) slept.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
  };
  beforeEach(async () => {
    hub = await sampleHub();
    slept.length = 0;
  });
  afterEach(() => hub.close());
  const keysOf = () => jwks(`${hub.url}/.well-known/jwks.json`, { ambient });

  it('are asked for again for a name that is not among them, once, and not before the cooldown', async () => {
    hub.keySet = sampleFeed('first').keySet;
    const keys = keysOf();
    await Promise.all(Array.from({ length: 20 }, () => keys.find('first')));
    expect(hub.asked).toHaveLength(1);
    expect(await keys.find('unknown')).toBeUndefined();
    expect(slept).toEqual([10_000]);
    for (let again = 0; again < 5; again += 1) expect(await keys.find('unknown')).toBeUndefined();
    expect(hub.asked).toHaveLength(2);
    hub.keySet = sampleFeed('second').keySet;
    expect(await keys.find('second')).toBeDefined();
    expect(hub.asked).toHaveLength(3);
  });

  it('that were withdrawn go after a while', async () => {
    hub.keySet = sampleFeed('first').keySet;
    const keys = keysOf();
    expect(await keys.find('first')).toBeDefined();
    hub.keySet = { keys: [] };
    now += 599_999;
    expect(await keys.find('first')).toBeDefined();
    now += 1;
    expect(await keys.find('first')).toBeUndefined();
  });

  it('that were good are good while the hub cannot say otherwise; others cannot be had', async () => {
    hub.keySet = sampleFeed('first').keySet;
    const keys = keysOf();
    await keys.find('first');
    now += 600_000;
    hub.fails.push(503, 503);
    expect(await keys.find('first')).toBeDefined();
    await expect(keys.find('second')).rejects.toMatchObject({ code: 'keys-unavailable' });
  });

  it('of other kinds are not taken', async () => {
    const [jwk] = sampleFeed('first').keySet.keys;
    hub.keySet = {
      keys: [
        { ...jwk!, use: 'enc' },
        { ...jwk!, kid: 'other', alg: 'ES384' },
        { kty: 'oct', kid: 'third', k: 'AAAA' },
      ],
    };
    const keys = keysOf();
    for (const kid of ['first', 'other', 'third']) expect(await keys.find(kid)).toBeUndefined();
  });
});

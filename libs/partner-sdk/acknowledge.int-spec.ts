import { acknowledge, consume, feed, memoryStore, type RecallMessage } from './index.js';
import { messageIn, sampleFeed, sampleHub, type SampleHub } from './testing/index.js';

describe('a recall that is acknowledged', () => {
  let hub: SampleHub;
  const sample = sampleFeed();
  beforeEach(async () => void (hub = await sampleHub()));
  afterEach(() => hub.close());

  const recalled = (): { readonly text: string; readonly message: RecallMessage } => {
    const text = sample.recall(['note/1']);
    const message = messageIn(text) as RecallMessage;
    hub.recalls.set(message.data.recall, 'nothing yet');
    return { text, message };
  };
  const access = () => ({ url: hub.url, token: 'secret' });
  const said = () => hub.asked.filter(({ path }) => path.endsWith('/acknowledgements'));

  it('by its handler is told to the hub before the next message is handed on', async () => {
    const { text, message } = recalled();
    hub.texts.push(text, sample.next());
    const handed: string[] = [];
    const after = new Promise<void>((resolve) => {
      void consume({
        from: feed({ ...access(), wait: 0 }),
        keys: sample.keys,
        store: memoryStore(),
        onRecall: async (_, { acknowledge: say }) => void handed.push(await say('done')),
        onEvent: () => {
          handed.push('event');
          resolve();
        },
      }).then((consumer) => after.then(() => consumer.stop()));
    });
    await after;
    expect(handed).toEqual(['acknowledged', 'event']);
    expect(hub.recalls.get(message.data.recall)).toBe('done');
    expect(said()).toMatchObject([{ method: 'POST', headers: { authorization: 'Bearer secret' } }]);
  });

  /** What the hub has heard of a recall in these parts after each of them has been handed on. */
  const heardAfterEach = async (parts: readonly { readonly part?: number; readonly parts?: number }[]) => {
    const heard: (string | undefined)[] = [];
    const wholes: boolean[] = [];
    hub.recalls.set('r-1', 'nothing yet');
    hub.texts.push(
      ...parts.map((part) => sample.recall(['note/1'], 'person/a', { recall: 'r-1', ...part })),
      sample.next(),
    );
    let failures = 1;
    const consumer = await consume({
      from: feed({ ...access(), wait: 0 }),
      keys: sample.keys,
      store: memoryStore(),
      retry: { first: 1 },
      onRecall: async (_, { whole, acknowledge: say }) => {
        if (wholes.length === 1 && failures > 0) {
          failures -= 1;
          throw new Error('the first time');
        }
        wholes.push(whole);
        await say('done');
        heard.push(hub.recalls.get('r-1'));
      },
      onEvent: () => void consumer.stop(),
    });
    await consumer.ended;
    return { heard, wholes };
  };

  it('in parts is closed with the last of them that is handed on, in whatever order they come, and also when one failed before', async () => {
    const parts = [2, 3, 2, 1].map((part) => ({ part, parts: 3 }));
    expect(await heardAfterEach(parts)).toEqual({
      heard: ['in-part', 'in-part', 'in-part', 'done'],
      wholes: [false, false, false, true],
    });
  });

  it('in one part is closed with that', async () => {
    expect(await heardAfterEach([{ part: 1, parts: 1 }])).toEqual({ heard: ['done'], wholes: [true] });
  });

  it('that was sent before 1.1 is closed when its handler says so', async () => {
    expect(await heardAfterEach([{}])).toEqual({ heard: ['done'], wholes: [true] });
  });

  it('again has the same key, with another outcome another one', async () => {
    const { message } = recalled();
    for (const outcome of ['in-part', 'in-part', 'done'] as const)
      await acknowledge(access(), message.data.recall, outcome);
    const keys = said().map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it('after somebody has closed it is no failure', async () => {
    const { message } = recalled();
    hub.recalls.set(message.data.recall, 'refused');
    expect(await acknowledge(access(), message.data.recall, 'done')).toBe('closed');
  });

  it('fails where the hub is in trouble, refuses, or is not known, so that it is tried again', async () => {
    const { message } = recalled();
    hub.fails.push(503);
    const busy = { code: 'recall-unavailable', retryAfter: 0 };
    await expect(acknowledge(access(), message.data.recall, 'done')).rejects.toMatchObject(busy);
    hub.recalls.clear();
    await expect(acknowledge(access(), message.data.recall, 'done')).rejects.toMatchObject({ code: 'recall-refused' });
    await expect(acknowledge(undefined, message.data.recall, 'done')).rejects.toMatchObject({ code: 'configuration' });
  });
});

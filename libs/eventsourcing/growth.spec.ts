import { inMemoryEventStore, eventStoreContract, writingTo } from './testing/index.js';
import { rememberingGrowth, type EventStore } from './index.js';

const now = (): string => '2026-06-30T09:12:00.000Z';

eventStoreContract('a log that remembers its growth', ({ now: clock }) =>
  Promise.resolve(rememberingGrowth(inMemoryEventStore({ now: clock }))),
);

/** The log behind the memory, which anybody may write to, and what it was asked. */
const world = () => {
  const log = inMemoryEventStore({ now });
  const asked: string[] = [];
  const counted: EventStore = {
    ...log,
    heads: (streams) => (asked.push(`heads of ${streams.join(' ')}`), log.heads(streams)),
    head: () => (asked.push('head'), log.head()),
    growth: (after, limit) => (asked.push('growth'), log.growth(after, limit)),
  };
  return { log, asked, write: writingTo(log), remembered: rememberingGrowth(counted) };
};

describe('a log that remembers its growth', () => {
  it('asks for a head once, and from then on what has grown', async () => {
    const { asked, write, remembered } = world();
    await write('one', 2);
    expect(await remembered.heads(['one', 'two'])).toEqual(
      new Map([
        ['one', 1],
        ['two', -1],
      ]),
    );
    expect(asked).toEqual(['head', 'heads of one two']);
    asked.length = 0;
    expect((await remembered.heads(['two', 'one'])).get('one')).toBe(1);
    expect(asked).toEqual(['growth']);
  });

  it('asks once for all who ask at the same time', async () => {
    const { asked, write, remembered } = world();
    await remembered.heads(['one']);
    await write('one');
    asked.length = 0;
    const [heads, head, growth] = await Promise.all([
      remembered.heads(['one']),
      remembered.head(),
      remembered.growth('0', 10),
    ]);
    expect([heads.get('one'), head, growth.map(({ stream }) => stream)]).toEqual([0, '1', ['one']]);
    expect(asked).toEqual(['growth']);
  });

  it('asks once for the heads that it does not know, for all who ask at the same time', async () => {
    const { asked, write, remembered } = world();
    await write('one');
    await remembered.head();
    asked.length = 0;
    const both = await Promise.all([remembered.heads(['one', 'two']), remembered.heads(['one'])]);
    expect(both.map((heads) => heads.get('one'))).toEqual([0, 0]);
    expect(both.map(({ size }) => size)).toEqual([2, 1]);
    expect(asked).toEqual(['growth', 'heads of one two']);
  });

  it('tells without a question how it was lately, and nothing older than what somebody has asked for', async () => {
    const { asked, write, remembered } = world();
    await write('one');
    expect((await remembered.lately.heads(['one'])).get('one')).toBe(0);
    await write('one');
    await write('two');
    expect(await remembered.lately.head()).toBe('1');
    await remembered.head();
    asked.length = 0;
    expect((await remembered.lately.heads(['one', 'two'])).get('one')).toBe(1);
    expect([await remembered.lately.head(), (await remembered.lately.growth('1', 10)).length]).toEqual(['3', 2]);
    expect(asked).toEqual([]);
  });

  it('knows lately what somebody who follows it has been given', async () => {
    const { asked, write, remembered } = world();
    await write('one');
    await remembered.head();
    const following = remembered.follow('0', new AbortController().signal)[Symbol.asyncIterator]();
    await following.next();
    await write('two', 2);
    await write('one');
    asked.length = 0;
    await following.next();
    expect(await remembered.lately.head()).toBe('4');
    expect((await remembered.lately.growth('1', 10)).map(({ stream }) => stream)).toEqual(['two', 'two', 'one']);
    expect((await remembered.lately.heads(['one'])).get('one')).toBe(1);
    expect(asked).toEqual([]);
    await write('one');
    expect([...(await remembered.heads(['one', 'two'])).values()]).toEqual([2, 1]);
    await following.return?.();
  });

  it('knows nothing lately of what somebody was given who follows it from further on', async () => {
    const { write, remembered } = world();
    await remembered.head();
    await write('one');
    await write('two');
    const following = remembered.follow('1', new AbortController().signal)[Symbol.asyncIterator]();
    await following.next();
    expect(await remembered.lately.head()).toBe('0');
    await following.return?.();
  });

  it('sees what others have written, to streams that it knows and to new ones', async () => {
    const { write, remembered } = world();
    await write('one');
    await remembered.heads(['one', 'new']);
    await write('one', 3);
    await write('new');
    expect([...(await remembered.heads(['one', 'new'])).values()]).toEqual([3, 0]);
  });

  it('keeps no head that was read before what has grown since', async () => {
    const { log, write } = world();
    await write('one');
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let slow = true;
    const remembered = rememberingGrowth({
      ...log,
      heads: async (streams) => {
        const read = await log.heads(streams);
        if (slow) await held;
        return read;
      },
    });
    const early = remembered.heads(['one']);
    await new Promise((resolve) => setImmediate(resolve));
    await write('one');
    slow = false;
    await remembered.head();
    release();
    await early;
    expect((await remembered.heads(['one'])).get('one')).toBe(1);
  });

  it('begins anew when it is far behind', async () => {
    const { asked, write, remembered } = world();
    await write('one');
    await remembered.heads(['one']);
    for (let n = 0; n < 6; n += 1) await write('one', 1_000);
    asked.length = 0;
    expect((await remembered.heads(['one'])).get('one')).toBe(6_000);
    expect(asked).toEqual([...Array<string>(5).fill('growth'), 'head', 'heads of one']);
    expect((await remembered.growth('5999', 10)).map(({ revision }) => revision)).toEqual([5999, 6000]);
  });

  it('goes on once a log that failed answers again', async () => {
    const { log, write } = world();
    let broken = false;
    const remembered = rememberingGrowth({
      ...log,
      growth: (after, limit) => (broken ? Promise.reject(new Error('gone')) : log.growth(after, limit)),
    });
    await remembered.heads(['one']);
    broken = true;
    await expect(Promise.all([remembered.heads(['one']), remembered.head()])).rejects.toThrow('gone');
    broken = false;
    await write('one');
    expect((await remembered.heads(['one'])).get('one')).toBe(0);
  });
});

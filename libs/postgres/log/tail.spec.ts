import fc from 'fast-check';
import { type EventStore, type Position } from '@hub/eventsourcing';
import { inMemoryEventStore, writingTo } from '@hub/eventsourcing/testing';
import { logTail, type TailLimits } from './tail.js';

const now = (): string => '2026-06-30T09:12:00.000Z';

/** A log that anybody may write to, what was asked of it, and its end as it is kept. */
const world = (most?: TailLimits) => {
  const log = inMemoryEventStore({ now });
  const asked: string[] = [];
  const tail = logTail(
    {
      isAfter: (a, b) => log.isAfter(a, b),
      isNext: (position, before) => Number(position) === Number(before) + 1,
      sizedPage: async (after, limit) => {
        asked.push(`page after ${after}`);
        return (await log.page(after, limit)).map((event) => ({ event, characters: 10 }));
      },
      read: (stream, from, to) => {
        asked.push(`read ${stream} from ${from} to ${to}`);
        return log.read(stream, { from, to });
      },
      readMany: (streams, from) => {
        asked.push(`streams ${streams.join(' ')}`);
        return log.readMany(streams, from);
      },
    },
    most,
  );
  /** Hands over what follows a position, as whoever has written it does. */
  const took = async (after: Position): Promise<void> => {
    const events = (await log.page(after, 100)).map((event) => ({ event, characters: 10 }));
    tail.took(events[0]?.event.position ?? after, () => events);
  };
  return { log, tail, write: writingTo(log), asked, took };
};

/** Those of which there is something. */
const someOf = (histories: ReadonlyMap<string, readonly unknown[]>) =>
  new Map([...histories].filter(([, events]) => events.length > 0));

/** All after a position, page by page. */
const everything = async (page: EventStore['page'], after: Position, limit: number): Promise<readonly string[]> => {
  const ids: string[] = [];
  for (let events = await page(after, limit); events.length > 0; events = await page(events.at(-1)!.position, limit))
    ids.push(...events.map(({ id }) => id));
  return ids;
};

describe('the end of the log', () => {
  it('is read once for all who have come to it', async () => {
    const { tail, write, asked } = world();
    await write('one', 2);
    expect(await tail.page('2', 10)).toEqual([]);
    await write('two', 3);
    asked.length = 0;
    const pages = await Promise.all([tail.page('2', 10), tail.page('2', 10), tail.page('3', 10)]);
    expect(pages.map((page) => page.map(({ position }) => position))).toEqual([
      ['3', '4', '5'],
      ['3', '4', '5'],
      ['4', '5'],
    ]);
    expect(asked).toEqual(['page after 2']);
  });

  it('gives parts of streams that are in it, and asks the log for whatever else there is', async () => {
    const { tail, write, asked } = world();
    await write('one', 2);
    await tail.page('2', 10);
    await write('one', 2);
    await write('two', 2);
    expect(await tail.page('2', 10)).toHaveLength(4);
    asked.length = 0;
    const revisions = async (stream: string, from: number, to: number) =>
      (await tail.read(stream, from, to)).map(({ revision }) => revision);
    expect(await revisions('one', 2, 3)).toEqual([2, 3]);
    expect(await revisions('two', 1, 1)).toEqual([1]);
    expect(asked).toEqual([]);
    expect(await revisions('two', 0, 2)).toEqual([0, 1]);
    expect(await revisions('two', 2, 9)).toEqual([]);
    expect(asked).toEqual(['page after 6', 'page after 6']);
    expect(await revisions('one', 1, 3)).toEqual([1, 2, 3]);
    expect(asked.splice(0).at(-1)).toBe('read one from 1 to 3');
    const found = await tail.readMany(['one', 'two', 'none'], new Map([['one', 1]]));
    expect([...found].map(([stream, events]) => [stream, events.map(({ revision }) => revision)])).toEqual([
      ['two', [0, 1]],
      ['one', [1, 2, 3]],
    ]);
    expect(asked).toEqual(['page after 6', 'streams one none']);
  });

  it('need not ask for what has just been written here, where all before it is known', async () => {
    const { log, tail, write, asked, took } = world();
    await tail.page('0', 10);
    await write('one', 2);
    await took('0');
    asked.length = 0;
    expect(await tail.next('0', 10)).toEqual(await log.page('0', 10));
    expect(await tail.next('1', 10)).toHaveLength(1);
    expect(await tail.readMany(['one'], new Map(), new Map([['one', 1]]))).toEqual(await log.readMany(['one']));
    expect(asked).toEqual([]);
    expect(await tail.next('2', 10)).toEqual([]);
    expect(await tail.readMany(['one'], new Map(), new Map([['one', 2]]))).toEqual(await log.readMany(['one']));
    expect(asked).toEqual(['page after 2', 'page after 2']);
  });

  it('asks for what others have written before that', async () => {
    const { log, tail, write, asked, took } = world();
    await tail.page('0', 10);
    await write('theirs', 2);
    await write('ours');
    await took('2');
    asked.length = 0;
    expect(await tail.next('0', 10)).toEqual(await log.page('0', 10));
    expect(asked).toEqual(['page after 0']);
  });

  it('holds what was written before it was asked for, whoever wrote it', async () => {
    const { tail, write } = world();
    await tail.page('0', 10);
    await write('one');
    await tail.page('0', 10);
    await write('one');
    expect((await tail.readMany(['one'])).get('one')).toHaveLength(2);
    expect(await tail.readMany(['one'], new Map([['one', 2]]))).toEqual(new Map());
  });

  it('goes on after it has been left far behind', async () => {
    const { log, tail, write } = world();
    await tail.page('0', 10);
    for (let n = 0; n < 3; n += 1) await write(`stream ${String(n)}`, 1_000);
    const page = await tail.page('2500', 1_000);
    expect(page).toEqual(await log.page('2500', 1_000));
    expect(await tail.page('3000', 1_000)).toEqual([]);
    await write('late');
    expect(await tail.readMany(['late'])).toEqual(await log.readMany(['late']));
  });

  it('says what the log says, whatever is kept of it', async () => {
    const step = fc.oneof(
      fc.record({
        do: fc.constant('write' as const),
        stream: fc.constantFrom('a', 'b', 'c'),
        count: fc.integer({ min: 1, max: 4 }),
      }),
      fc.record({ do: fc.constant('page' as const), back: fc.nat({ max: 12 }), limit: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ do: fc.constant('end' as const) }),
      fc.record({ do: fc.constant('took' as const), stream: fc.constantFrom('a', 'b', 'c') }),
      fc.record({
        do: fc.constant('read' as const),
        from: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.nat({ max: 6 })),
      }),
    );
    const limits = fc.record({
      events: fc.integer({ min: 1, max: 12 }),
      characters: fc.integer({ min: 10, max: 120 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), limits, async (steps, most) => {
        const { log, tail, write, took } = world(most);
        for (const one of steps) {
          const head = Number(await log.head());
          if (one.do === 'write') await write(one.stream, one.count);
          if (one.do === 'took') {
            await write(one.stream, 2);
            await took(String(head));
          }
          if (one.do === 'end') expect(await tail.page(String(head), 10)).toEqual([]);
          if (one.do === 'page') {
            const after = String(Math.max(0, head - one.back));
            expect(await tail.page(after, one.limit)).toEqual(await log.page(after, one.limit));
            expect(await everything(tail.page, after, one.limit)).toEqual(await everything(log.page, after, 100));
          }
          if (one.do !== 'read') continue;
          const from = new Map(Object.entries(one.from));
          const streams = [...from.keys()];
          expect(someOf(await tail.readMany(streams, from))).toEqual(someOf(await log.readMany(streams, from)));
          for (const [stream, revision] of from) {
            const range = { from: revision, to: revision + 2 };
            expect(await tail.read(stream, range.from, range.to)).toEqual(await log.read(stream, range));
          }
        }
      }),
    );
  });
});

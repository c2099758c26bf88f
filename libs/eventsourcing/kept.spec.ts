import { randomUUID } from 'node:crypto';
import { kept, NO_STREAM, type Event, type EventStore, type NewEvent } from './index.js';
import { inMemoryEventStore } from './testing/index.js';

type Counted = Event<'Counted', { by: number }>;

const sum = { initial: 0, evolve: (total: number, { data }: Counted) => total + data.by };

const counted = (by: number): NewEvent<Counted> => ({
  type: 'Counted',
  data: { by },
  id: randomUUID(),
  metadata: { agency: 'school', actor: 'worker-1', correlationId: 'c' },
});

const openLog = () => {
  const store = inMemoryEventStore({ now: () => '2026-06-30T09:12:00.000Z' });
  let expected: number = NO_STREAM;
  const add = async (...numbers: readonly number[]) => {
    const claim = { agency: 'school', commandId: randomUUID(), requestMac: 'mac' };
    const appended = await store.append({ stream: 'sum', events: numbers.map(counted), expected, claim });
    expected = appended.revision;
  };
  return { store, add };
};

/** The store, and how many events were read of it. */
const counting = (store: EventStore) => {
  const read: number[] = [];
  return {
    read,
    store: {
      heads: (streams: readonly string[]) => store.heads(streams),
      read: async <E extends Event>(stream: string, range?: { readonly from?: number; readonly to?: number }) => {
        const events = await store.read<E>(stream, range);
        read.push(events.length);
        return events;
      },
    },
  };
};

describe('what is kept of a stream', () => {
  it('is as the stream stands at the moment of asking, and only what is new is read for it', async () => {
    const { store, add } = openLog();
    const counter = counting(store);
    const current = kept(counter.store, sum, 'sum');
    expect(await current()).toEqual({ state: 0, revision: NO_STREAM });
    await add(1, 2, 3);
    expect(await current()).toEqual({ state: 6, revision: 2 });
    expect(await current()).toEqual({ state: 6, revision: 2 });
    await add(10);
    expect(await current()).toEqual({ state: 16, revision: 3 });
    expect(counter.read).toEqual([3, 1]);
  });

  it('is read in pages, so that a long stream is never in memory as a whole', async () => {
    const { store, add } = openLog();
    for (let n = 0; n < 5; n += 1) await add(...Array.from({ length: 50 }, () => 1));
    const counter = counting(store);
    expect(await kept(counter.store, sum, 'sum')()).toEqual({ state: 250, revision: 249 });
    expect(counter.read).toEqual([100, 100, 50]);
  });

  it('never goes back when of two that ask at the same time the earlier is answered later', async () => {
    const { store, add } = openLog();
    await add(1);
    let release = (): void => undefined;
    let hold: Promise<void> | undefined = new Promise((resolve) => (release = resolve));
    const slow = {
      heads: (streams: readonly string[]) => store.heads(streams),
      read: async <E extends Event>(stream: string, range?: { readonly from?: number }) => {
        const [events, held] = [await store.read<E>(stream, range), hold];
        hold = undefined;
        await held;
        return events;
      },
    };
    const current = kept(slow, sum, 'sum');
    const earlier = current();
    await new Promise((resolve) => setImmediate(resolve));
    await add(2);
    expect((await current()).state).toBe(3);
    release();
    expect((await earlier).state).toBe(1);
    expect((await current()).state).toBe(3);
  });
});

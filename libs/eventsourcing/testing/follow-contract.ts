import { NO_STREAM, type EventStore, type Recorded } from '../index.js';
import { appendOf, followed, happened, idsOf, newStream, pagesAfter, times } from './contract-language.js';
import type { UnderTest } from './contract-language.js';

/** Writes to one stream, one append after the other, each of one to three events. */
const writeTo = async (store: EventStore, stream: string, appends: number): Promise<number> => {
  let revision: number = NO_STREAM;
  for (let n = 0; n < appends; n += 1) {
    const events = times(1 + (n % 3), () => happened({ stream, n }));
    ({ revision } = await store.append(appendOf({ stream, events, expected: revision })));
  }
  return revision + 1;
};

const expectIncreasing = (store: EventStore, events: readonly Recorded[]): void => {
  for (const [index, event] of events.entries()) {
    const before = events[index - 1];
    expect(before === undefined || store.isAfter(event.position, before.position)).toBe(true);
  }
};

const expectWholeStreams = async (
  store: EventStore,
  streams: readonly string[],
  events: readonly Recorded[],
): Promise<void> => {
  const known = await store.readMany(streams);
  for (const stream of streams) expect(events.filter((event) => event.stream === stream)).toEqual(known.get(stream));
};

export const followContract = (get: () => UnderTest): void => {
  it('starts before the first event', async () => {
    const { store } = get();
    const { position } = await store.append(appendOf());
    expect(store.isAfter(position, store.start)).toBe(true);
    expect(store.isAfter(store.start, store.start)).toBe(false);
    const [first] = await store.page(store.start, 1);
    expect(first && store.isAfter(first.position, store.start)).toBe(true);
  });

  it('knows the position of the last event', async () => {
    const { store } = get();
    const { position } = await store.append(appendOf({ events: [happened(), happened()] }));
    expect(await store.head()).toBe(position);
    expect(await store.page(position, 10)).toEqual([]);
  });

  it('pages through what was written, in the order of commits', async () => {
    const { store } = get();
    const after = await store.head();
    const streams = times(3, () => newStream());
    for (const stream of streams) await writeTo(store, stream, 3);
    const events = await pagesAfter(store, after);
    expect(events.map(({ stream }) => stream)).toEqual(streams.flatMap((stream) => times(6, () => stream)));
    expectIncreasing(store, events);
    await expectWholeStreams(store, streams, events);
    expect(await store.page(after, 4)).toEqual(events.slice(0, 4));
  });

  it('tells what has grown as a page does, without what the events say', async () => {
    const { store } = get();
    const after = await store.head();
    const streams = times(3, () => newStream());
    for (const stream of streams) await writeTo(store, stream, 3);
    const page = await store.page(after, 100);
    const names = page.map(({ stream, revision, position }) => ({ stream, revision, position }));
    expect(await store.growth(after, 100)).toEqual(names);
    expect(await store.growth(after, 4)).toEqual(names.slice(0, 4));
    expect(await store.growth(names[4]!.position, 4)).toEqual(names.slice(5, 9));
    expect(await store.growth(names.at(-1)!.position, 4)).toEqual([]);
  });

  it('shows first the past and then the present', async () => {
    const { store } = get();
    const after = await store.head();
    const past = appendOf({ events: times(3, () => happened()) });
    await store.append(past);
    const following = followed(store, after, 5);
    const present = appendOf({ events: times(2, () => happened()) });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await store.append(present);
    expect(idsOf(await following)).toEqual(idsOf([...past.events, ...present.events]));
  });

  it('skips nothing and keeps the order while 16 streams are written', async () => {
    const { store } = get();
    const after = await store.head();
    const streams = times(16, () => newStream());
    const appends = 12;
    const total = streams.length * times(appends, (n) => 1 + (n % 3)).reduce((sum, count) => sum + count);

    const followers = times(3, () => followed(store, after, total));
    const written = await Promise.all(streams.map((stream) => writeTo(store, stream, appends)));
    expect(written.reduce((sum, count) => sum + count)).toBe(total);
    const late = followed(store, after, total);

    const paged = await pagesAfter(store, after);
    expect(new Set(idsOf(paged)).size).toBe(total);
    expectIncreasing(store, paged);
    await expectWholeStreams(store, streams, paged);
    for (const events of await Promise.all([...followers, late])) expect(idsOf(events)).toEqual(idsOf(paged));
  });

  it('goes on where it was left', async () => {
    const { store } = get();
    const after = await store.head();
    const stream = newStream();
    const total = await writeTo(store, stream, 6);
    const whole = await followed(store, after, total);
    for (const left of [0, 4, total - 2]) {
      const rest = await followed(store, whole[left]!.position, total - left - 1);
      expect(idsOf(rest)).toEqual(idsOf(whole.slice(left + 1)));
    }
  });

  it('misses nothing of what comes while it lets others go first', async () => {
    const { store } = get();
    const after = await store.head();
    const following = followed(store, after, 24, () => true, { linger: 20 });
    const total = await writeTo(store, newStream(), 12);
    expect(idsOf(await following)).toEqual(idsOf(await store.page(after, total)));
  });

  it('ends when it is told to, before, while and after it waits', async () => {
    const { store } = get();
    const ends = async (stop: AbortController): Promise<void> => {
      for await (const _batch of store.follow(await store.head(), stop.signal)) throw new Error('nothing was written');
    };
    await ends(aborted());
    const waiting = new AbortController();
    const end = ends(waiting);
    await new Promise((resolve) => setTimeout(resolve, 50));
    waiting.abort();
    await end;
  });

  it('may be left early', async () => {
    const { store } = get();
    const after = await store.head();
    await store.append(appendOf({ events: [happened(), happened()] }));
    for await (const batch of store.follow(after, new AbortController().signal)) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }
    expect(await store.page(after, 10)).toHaveLength(2);
  });
};

const aborted = (): AbortController => {
  const controller = new AbortController();
  controller.abort();
  return controller;
};

import type { EventStore, Recorded } from '@hub/eventsourcing';
import { inMemoryEventStore } from '@hub/eventsourcing/testing';
import { histories } from './histories.js';
import { idOf } from './testing/a-log-of-events.js';

const metadata = { agency: 'council', actor: 'test', correlationId: 'test' };

/** A log of so many events in each stream, and a reader that counts. */
const aLog = async (lengths: Readonly<Record<string, number>>) => {
  const store = inMemoryEventStore({ now: () => '2026-01-01T00:00:00.000Z' });
  for (const [stream, length] of Object.entries(lengths)) {
    const events = Array.from({ length }, (_, n) => ({
      type: 'Happened',
      data: { n },
      id: idOf(`${stream}/${String(n)}`),
      metadata,
    }));
    await store.append({ stream, events, expected: -1, claim: { agency: 'a', commandId: stream, requestMac: 'x' } });
  }
  const reads: (readonly [string, number])[][] = [];
  const readMany: EventStore['readMany'] = (streams, from) => {
    reads.push(streams.map((stream) => [stream, from?.get(stream) ?? 0]));
    return store.readMany(streams, from);
  };
  return { all: await store.page(store.start, 1_000), reads, readMany };
};

const of = (all: readonly Recorded[], stream: string, ...revisions: readonly number[]): readonly Recorded[] =>
  all.filter((event) => event.stream === stream && revisions.includes(event.revision));

const revisionsIn = (found: ReadonlyMap<string, readonly Recorded[]>) =>
  Object.fromEntries([...found].map(([stream, events]) => [stream, events.map(({ revision }) => revision)]));

describe('histories', () => {
  it('hold everything before the last of the events in each stream, and nothing after it', async () => {
    const { all, readMany } = await aLog({ p: 6, q: 3 });
    const asked = [...of(all, 'p', 1, 4), ...of(all, 'q', 0)];
    expect(revisionsIn(await histories({ readMany })(asked, asked))).toEqual({ p: [0, 1, 2, 3], q: [] });
  });

  it('read nothing that is among the events, and each stream from the first that is missing', async () => {
    const { all, reads, readMany } = await aLog({ p: 6, q: 6 });
    const events = [...of(all, 'p', 0, 1, 2, 3), ...of(all, 'q', 0, 1, 4)];
    const asked = [...of(all, 'p', 3), ...of(all, 'q', 4)];
    expect(revisionsIn(await histories({ readMany })(asked, events))).toEqual({ p: [0, 1, 2], q: [0, 1, 2, 3] });
    expect(reads).toEqual([[['q', 2]]]);
  });

  it('read a stream once, however often it is asked for', async () => {
    const { all, reads, readMany } = await aLog({ p: 6 });
    const historiesOf = histories({ readMany });
    for (const revision of [2, 5, 3]) {
      const asked = of(all, 'p', revision);
      const expected = Array.from({ length: revision }, (_, n) => n);
      expect(revisionsIn(await historiesOf(asked, asked))).toEqual({ p: expected });
    }
    expect(reads).toEqual([[['p', 0]]]);
  });

  it('keep the streams that were asked for last, and let go of others', async () => {
    const { all, reads, readMany } = await aLog({ p: 4, q: 4, r: 9, s: 4, t: 4 });
    const historiesOf = histories({ readMany }, 8);
    for (const stream of ['p', 'q', 'p', 'r', 's', 't', 's', 'p', 'r']) {
      const asked = of(all, stream, 3);
      expect(revisionsIn(await historiesOf(asked, asked))).toEqual({ [stream]: [0, 1, 2] });
    }
    // What is longer than all that is kept is read each time.
    expect(reads.flat().map(([stream]) => stream)).toEqual(['p', 'q', 'r', 's', 't', 'p', 'r']);
  });
});

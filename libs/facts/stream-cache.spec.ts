import type { EventStore } from '@hub/eventsourcing';
import { streamCache } from './stream-cache.js';
import { aLog, consented, registered } from './testing/index.js';

const counting = (store: EventStore) => {
  const reads: (readonly [readonly string[], ReadonlyMap<string, number> | undefined])[] = [];
  const readMany: EventStore['readMany'] = (streams, from) => {
    reads.push([streams, from]);
    return store.readMany(streams, from);
  };
  return { reads, readMany };
};

describe('a stream cache', () => {
  const recorded = async () => {
    const log = aLog();
    await log.happened(registered('p', 'health'), consented('k1', 'p', 'm'), consented('k2', 'p', 'm'));
    return log;
  };

  it('reads a stream once, and later only what is new', async () => {
    const log = await recorded();
    const { reads, readMany } = counting(log.store);
    const load = streamCache({ readMany });
    const heads = ['person-p', 'consents-p', 'person-unknown'];
    const first = await load(await log.store.heads(heads));
    const second = await load(await log.store.heads(heads));
    await log.happened(consented('k3', 'p', 'm'));
    const third = await load(await log.store.heads(heads));

    expect(reads).toEqual([
      [
        ['person-p', 'consents-p'],
        new Map([
          ['person-p', 0],
          ['consents-p', 0],
        ]),
      ],
      [['consents-p'], new Map([['consents-p', 2]])],
    ]);
    expect(second.get('consents-p')).toBe(first.get('consents-p'));
    expect(third.get('consents-p')?.map(({ revision }) => revision)).toEqual([0, 1, 2]);
    expect(third.get('person-unknown')).toEqual([]);
  });

  it('answers as of the heads that it is given, whatever has happened since', async () => {
    const log = await recorded();
    const load = streamCache(log.store);
    await load(await log.store.heads(['consents-p']));
    expect((await load(new Map([['consents-p', 0]]))).get('consents-p')).toHaveLength(1);
    expect((await load(new Map([['consents-p', -1]]))).get('consents-p')).toEqual([]);
  });

  it('lets go of what was used longest ago', async () => {
    const log = await recorded();
    const { reads, readMany } = counting(log.store);
    const load = streamCache({ readMany }, 2);
    await load(new Map([['person-p', 0]]));
    await load(new Map([['consents-p', 1]]));
    await load(new Map([['consents-p', 1]]));
    await load(new Map([['person-p', 0]]));
    expect(reads.map(([streams]) => streams)).toEqual([['person-p'], ['consents-p'], ['person-p']]);
  });

  it('shares a read among all who ask while others are being read, and tells each what it asked for', async () => {
    const log = await recorded();
    const { reads, readMany } = counting(log.store);
    const load = streamCache({ readMany });
    await load(new Map([['consents-p', 0]]));
    reads.length = 0;
    const asked = Array.from({ length: 20 }, (_, n) => new Map([[n % 2 === 0 ? 'person-p' : 'consents-p', n % 2]]));
    const found = await Promise.all(asked.map(load));

    expect(reads.length).toBe(5);
    found.forEach((histories, n) => {
      const [[stream, head] = ['', 0]] = asked[n] ?? [];
      expect(histories.get(stream)?.map(({ revision }) => revision)).toEqual(head === 0 ? [0] : [0, 1]);
    });
  });

  it('fails for all who share a read that fails, and reads again for the next', async () => {
    const log = await recorded();
    let broken = true;
    const load = streamCache({
      readMany: (streams, from) => (broken ? Promise.reject(new Error('away')) : log.store.readMany(streams, from)),
    });
    const all = await Promise.allSettled(Array.from({ length: 9 }, () => load(new Map([['person-p', 0]]))));
    expect(all.map(({ status }) => status)).toEqual(Array.from({ length: 9 }, () => 'rejected'));
    broken = false;
    expect((await load(new Map([['person-p', 0]]))).get('person-p')).toHaveLength(1);
  });
});

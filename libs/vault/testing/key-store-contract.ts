import { randomUUID } from 'node:crypto';
import type { KeyStore, WrappedKey } from '../index.js';

const key = (wrapped: string): WrappedKey => ({ kek: 'kek-1', wrapped });

/** What every key store promises. An adapter's own spec is one call to this. */
export const keyStoreContract = (name: string, open: () => Promise<KeyStore>): void =>
  describe(`${name} keeps the key store contract`, () => {
    let store: KeyStore;
    beforeAll(async () => void (store = await open()));

    it('knows nothing of somebody who never had a key', async () => {
      expect((await store.get([randomUUID()])).size).toBe(0);
      expect((await store.get([])).size).toBe(0);
    });

    it('gives back what was kept, for several at once', async () => {
      const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()];
      expect(await store.putIfAbsent(a, key('a'))).toEqual(key('a'));
      await store.putIfAbsent(b, key('b'));
      const kept = await store.get([a, b, c, a]);
      expect(new Map(kept)).toEqual(
        new Map([
          [a, key('a')],
          [b, key('b')],
        ]),
      );
    });

    it('keeps the first key and tells the second writer', async () => {
      const id = randomUUID();
      await store.putIfAbsent(id, key('first'));
      expect(await store.putIfAbsent(id, key('second'))).toEqual(key('first'));
      expect((await store.get([id])).get(id)).toEqual(key('first'));
    });

    it('lets exactly one of many racing writers win, and tells all of them who', async () => {
      const id = randomUUID();
      const told = await Promise.all(Array.from({ length: 12 }, (_, n) => store.putIfAbsent(id, key(`${n}`))));
      expect(new Set(told.map((kept) => JSON.stringify(kept))).size).toBe(1);
      expect((await store.get([id])).get(id)).toEqual(told[0]);
    });

    it('destroys keys for ever, and remembers that it did', async () => {
      const [forgotten, kept, unknown] = [randomUUID(), randomUUID(), randomUUID()];
      await store.putIfAbsent(forgotten, key('f'));
      await store.putIfAbsent(kept, key('k'));
      await store.destroy([forgotten, unknown]);
      await store.destroy([forgotten]);
      expect(new Map(await store.get([forgotten, kept, unknown]))).toEqual(
        new Map<string, WrappedKey | 'destroyed'>([
          [forgotten, 'destroyed'],
          [kept, key('k')],
          [unknown, 'destroyed'],
        ]),
      );
      expect(await store.putIfAbsent(forgotten, key('again'))).toBe('destroyed');
      expect(await store.putIfAbsent(unknown, key('again'))).toBe('destroyed');
      const destroyed = await store.destroyed();
      expect(destroyed).toEqual(expect.arrayContaining([forgotten, unknown]));
      expect(destroyed).not.toContain(kept);
    });
  });

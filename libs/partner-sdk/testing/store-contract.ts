import { randomUUID } from 'node:crypto';
import type { Entry, Letter, Store, Waiting } from '../store/store.js';

/** A store for a suite, and how a handler writes through its transactions. */
export interface Opened<Tx> {
  readonly store: Store<Tx>;
  /** Notes a word, as a handler would write. */
  note(transaction: Tx, word: string): Promise<void> | void;
  /** All words that were noted for good. */
  noted(): Promise<readonly string[]>;
}

const source = '/northshire/concord';

const entry = (id: string, more: Partial<Entry> = {}): Entry => ({
  source,
  id,
  sequence: 1,
  subject: 'person/a',
  form: 'full',
  outcome: 'handled',
  ...more,
});

const waits = (id: string, more: Partial<Waiting> = {}): Waiting => ({
  source,
  id,
  subject: 'person/a',
  text: `{"id":"${id}"}`,
  attempts: 1,
  due: 10,
  loops: 0,
  ...more,
});

const letter = (name: string, more: Partial<Letter> = {}): Letter => ({
  letter: name,
  reason: 'bad-signature',
  detail: 'not as it was signed',
  text: '{}',
  at: 1_782_800_000_000,
  loops: 0,
  ...more,
});

/** What every store promises. Each test opens a store with nothing in it. */
export const storeContract = <Tx>(name: string, open: () => Promise<Opened<Tx>>): void => {
  describe(`the store in ${name}`, () => {
    let opened: Opened<Tx>;
    let store: Store<Tx>;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
      await store.prepare();
    });

    it('may be prepared again', async () => {
      await store.transaction((unit) => unit.keepEntry(entry('m-1')));
      await Promise.all([store.prepare(), store.prepare()]);
      expect(await store.transaction((unit) => unit.entry(source, 'm-1'))).toEqual(entry('m-1'));
    });

    it('keeps how far a feed was read, one for each source', async () => {
      const state = { first: 1, last: 9, missing: [{ from: 3, to: 4 }] };
      expect(await store.transaction((unit) => unit.feed(source))).toBeUndefined();
      await store.transaction(async (unit) => {
        await unit.feed(source);
        await unit.keepFeed(source, state);
      });
      expect(await store.transaction((unit) => unit.feed(source))).toEqual(state);
      expect(await store.transaction((unit) => unit.feed('/southshire/concord'))).toBeUndefined();
      expect(await store.transaction((unit) => unit.feeds())).toEqual([{ source, state }]);
    });

    it('keeps what has come, and knows the last of each subject', async () => {
      const more = [entry('m-1'), entry('m-2', { sequence: 2, subject: 'person/b', form: 'void', outcome: 'void' })];
      await store.transaction(async (unit) => {
        for (const each of [entry('m-3', { sequence: 3 }), ...more]) await unit.keepEntry(each);
      });
      await store.transaction(async (unit) => {
        expect(await unit.entry(source, 'm-2')).toEqual(more[1]);
        expect(await unit.entry(source, 'm-9')).toBeUndefined();
        expect(await unit.lastOf(source, 'person/a')).toBe(3);
        expect(await unit.lastOf(source, 'person/b')).toBe(2);
        expect(await unit.lastOf(source, 'person/c')).toBeUndefined();
      });
      await store.transaction((unit) => unit.keepEntry(entry('m-1', { form: 'void', outcome: 'dead' })));
      expect(await store.transaction((unit) => unit.entry(source, 'm-1'))).toMatchObject({
        form: 'void',
        outcome: 'dead',
      });
    });

    it('has those that wait in order, each subject by itself', async () => {
      await store.transaction(async (unit) => {
        await unit.keepWaiting(waits('m-1', { due: 100 }));
        await unit.keepWaiting(waits('m-2', { due: 0 }));
        await unit.keepWaiting(waits('m-3', { due: 50, subject: 'person/b' }));
      });
      const due = (now: number) => store.transaction(async (unit) => (await unit.due(now))?.id);
      expect([await due(49), await due(50), await due(100)]).toEqual([undefined, 'm-3', 'm-1']);

      await store.transaction((unit) => unit.keepWaiting(waits('m-1', { due: 200, attempts: 2 })));
      expect(await due(199)).toBe('m-3');
      expect(await store.transaction((unit) => unit.waiting(source, 'm-1'))).toEqual(
        waits('m-1', { due: 200, attempts: 2 }),
      );

      await store.transaction((unit) => unit.dropWaiting(source, 'm-1'));
      expect(await due(0)).toBe('m-2');
      expect(await store.transaction((unit) => unit.isWaiting(source, 'person/a'))).toBe(true);
      await store.transaction((unit) => unit.dropWaiting(source, 'm-2'));
      expect(await store.transaction((unit) => unit.isWaiting(source, 'person/a'))).toBe(false);
    });

    it('counts the parts of a recall that were handed on, each once, each recall by itself', async () => {
      const handed = (part: number, recall = 'r-1', from = source) =>
        store.transaction((unit) => unit.keepPart(from, recall, part));
      expect([await handed(3), await handed(1), await handed(3)]).toEqual([1, 2, 2]);
      expect([await handed(1, 'r-2'), await handed(1, 'r-1', '/southshire/concord')]).toEqual([1, 1]);
      expect(await handed(2)).toBe(3);
    });

    it('keeps dead letters, the oldest first, each once, and forgets no loop', async () => {
      const named = letter('l-2', { source, id: 'm-1', reason: 'invalid', at: letter('').at + 1 });
      await store.transaction(async (unit) => {
        await unit.keepLetter(named);
        await unit.keepLetter(letter('l-1', { loops: 3 }));
        await unit.keepLetter(letter('l-1', { detail: 'once more' }));
      });
      await store.transaction(async (unit) => {
        expect(await unit.letters()).toEqual([letter('l-1', { loops: 3, detail: 'once more' }), named]);
        expect(await unit.counts()).toEqual({ waiting: 0, letters: 2, quarantined: 1 });
        await unit.dropLetter('l-1');
        expect(await unit.letters()).toEqual([named]);
      });
    });

    it('keeps where to read on', async () => {
      await store.transaction((unit) => unit.keepPosition('feed', 'c-1'));
      await store.transaction((unit) => unit.keepPosition('feed', 'c-2'));
      expect(await store.transaction((unit) => unit.position('feed'))).toBe('c-2');
      expect(await store.transaction((unit) => unit.position('other'))).toBeUndefined();
    });

    it('keeps all of a transaction, what the handler wrote included, or nothing', async () => {
      const [kept, lost] = [randomUUID(), randomUUID()];
      await store.transaction(async (unit) => {
        await unit.keepEntry(entry('m-1'));
        await opened.note(unit.transaction, kept);
      });
      const failing = store.transaction(async (unit) => {
        await unit.feed(source);
        await unit.keepFeed(source, { first: 1, last: 1, missing: [] });
        await unit.keepEntry(entry('m-2'));
        await unit.keepEntry(entry('m-1', { outcome: 'dead' }));
        await unit.keepWaiting(waits('m-2'));
        await unit.keepLetter(letter('l-1'));
        await unit.keepPosition('feed', 'c-1');
        await unit.keepPart(source, 'r-1', 1);
        await opened.note(unit.transaction, lost);
        throw new Error('the handler failed');
      });
      await expect(failing).rejects.toThrow('the handler failed');
      expect(await opened.noted()).toEqual([kept]);
      await store.transaction(async (unit) => {
        expect(await unit.feeds()).toEqual([]);
        expect(await unit.entry(source, 'm-2')).toBeUndefined();
        expect(await unit.entry(source, 'm-1')).toEqual(entry('m-1'));
        expect(await unit.counts()).toEqual({ waiting: 0, letters: 0, quarantined: 0 });
        expect(await unit.position('feed')).toBeUndefined();
        expect(await unit.keepPart(source, 'r-1', 2)).toBe(1);
      });
    });

    it('lets whoever has asked for a feed be alone with it', async () => {
      const take = () =>
        store.transaction(async (unit) => {
          const state = await unit.feed(source);
          await new Promise((resolve) => setImmediate(resolve));
          await unit.keepFeed(source, { first: 1, last: (state?.last ?? 0) + 1, missing: [] });
        });
      await Promise.all(Array.from({ length: 20 }, take));
      expect(await store.transaction((unit) => unit.feed(source))).toMatchObject({ last: 20 });
    });
  });
};

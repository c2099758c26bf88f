import { createHash } from 'node:crypto';
import { copyLog, fingerprint, LogsDiffer, NO_STREAM, type Digest, type EventStore, type LogImage } from '../index.js';
import { appendOf, happened, newClaim, newStream, pagesAfter, times } from './contract-language.js';

/** An empty log, and the same as a whole. */
export interface Movable {
  readonly store: EventStore;
  readonly image: LogImage;
}

export const sha256 = (): Digest => {
  const hash = createHash('sha256');
  return { update: (text) => void hash.update(text), hex: () => hash.digest('hex') };
};

const printed = (image: LogImage) => fingerprint(image, sha256);

/** Two streams that grow by turns, commands that added nothing, and text that only bytes keep. */
const fill = async ({ store }: Movable, rounds: number): Promise<void> => {
  const streams = [newStream(), newStream()];
  const heads = new Map(streams.map((stream) => [stream, NO_STREAM]));
  for (let n = 0; n < rounds; n += 1) {
    const stream = streams[n % 2]!;
    const expected = heads.get(stream) ?? NO_STREAM;
    const events = times(n % 4, (i) => happened({ n, i, '10': 'ten', '9': 'nine', text: 'ä\u2028"\\ \u0000' }));
    const { revision } = await store.append(appendOf({ stream, expected, events }));
    heads.set(stream, revision);
  }
};

/** What every engine keeps when a log is moved into it, or out of it. */
export const logImageContract = (name: string, open: () => Promise<Movable>, other: () => Promise<Movable>): void => {
  describe(`${name} as a whole`, () => {
    it('is the same after it was copied, for whoever reads it and for commands that come again', async () => {
      const [from, to] = [await open(), await other()];
      const command = appendOf({ events: [happened(), happened()] });
      const answer = await from.store.append(command);
      await fill(from, 14);
      const nothing = appendOf({ events: [] });
      const noAnswer = await from.store.append(nothing);
      expect(await copyLog(from.image, to.image)).toEqual({ events: 21, grew: false });
      expect(await printed(to.image)).toEqual(await printed(from.image));
      expect(await pagesAfter(to.store, to.store.start)).toEqual(await pagesAfter(from.store, from.store.start));
      expect(await to.store.append(command)).toEqual({ ...answer, replayed: true });
      expect(await to.store.append(nothing)).toEqual({ ...noAnswer, replayed: true });
      await expect(to.store.append({ ...command, claim: { ...command.claim, requestMac: 'x' } })).rejects.toMatchObject(
        { code: 'command-conflict' },
      );
    });

    it('grows on after it was copied, each stream from where it was and each position after all others', async () => {
      const [from, to] = [await open(), await other()];
      await fill(from, 8);
      await copyLog(from.image, to.image);
      const { stream, revision, position } = (await from.store.page(from.store.start, 100)).at(-1)!;
      const more = await to.store.append(appendOf({ stream, expected: revision }));
      expect([more.revision, to.store.isAfter(more.position, position)]).toEqual([revision + 1, true]);
      expect(await pagesAfter(to.store, position)).toHaveLength(1);
    });

    it('goes back and forth: what was added in the other place comes along', async () => {
      const [here, there] = [await open(), await other()];
      await fill(here, 8);
      await copyLog(here.image, there.image);
      await fill(there, 8);
      await copyLog(there.image, here.image);
      expect(await printed(here.image)).toEqual(await printed(there.image));
      await fill(here, 8);
      expect(await copyLog(here.image, there.image)).toEqual({ events: 12, grew: false });
      expect(await printed(here.image)).toEqual(await printed(there.image));
    });

    it('is copied to its end however often that was broken off', async () => {
      const [from, to] = [await open(), await other()];
      await fill(from, 160);
      for (let times = 0; times < 3; times += 1) {
        const stop = new AbortController();
        const progress = (): void => stop.abort(new Error('broken off'));
        await expect(copyLog(from.image, to.image, { signal: stop.signal, progress })).rejects.toThrow('broken off');
      }
      const { events } = await printed(to.image);
      expect(events).toBeGreaterThan(0);
      await copyLog(from.image, to.image);
      expect(await printed(to.image)).toEqual(await printed(from.image));
      expect(await copyLog(from.image, to.image)).toEqual({ events: 0, grew: false });
    });

    it('is copied to no log that holds something else', async () => {
      const [from, to] = [await open(), await other()];
      await fill(from, 6);
      await fill(to, 6);
      const before = await printed(to.image);
      await expect(copyLog(from.image, to.image)).rejects.toThrow(LogsDiffer);
      expect(await printed(to.image)).toEqual(before);
      const [empty] = [await open()];
      await expect(copyLog(empty.image, to.image)).rejects.toThrow(LogsDiffer);
    });

    it('differs in its hash by any event and by any command', async () => {
      const one = await open();
      await fill(one, 6);
      const before = await printed(one.image);
      await one.store.append(appendOf({ events: [], claim: newClaim() }));
      const after = await printed(one.image);
      expect(after).toMatchObject({ eventsHash: before.eventsHash, commands: before.commands + 1 });
      expect(after.commandsHash).not.toBe(before.commandsHash);
      await one.store.append(appendOf());
      expect((await printed(one.image)).eventsHash).not.toBe(before.eventsHash);
    });
  });
};

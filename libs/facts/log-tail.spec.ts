import { upToDate } from './log-tail.js';
import type { NoteIndex } from './ports.js';
import { aLog, formed, joined, noted, noteIndexOver, type Log } from './testing/index.js';

const aNote = (id: string, ...subjects: readonly string[]) => noted(id, { passages: [{ subjects, text: 'words' }] });

const behind = (log: Log) => {
  let upTo = log.store.start;
  const index = upToDate(noteIndexOver(log.store, { stoppedAt: () => upTo }), log.store);
  return { index, project: async (to?: string) => void (upTo = to ?? (await log.store.head())) };
};

describe('an index that is behind the log', () => {
  it('is made up for from the log, from the first event on', async () => {
    const log = aLog();
    const { index, project } = behind(log);
    await log.happened(aNote('n1', 'a'), ...formed('f1', 'a'));
    expect(await index.about(['a'])).toMatchObject({ notes: ['n1'], families: ['f1'] });
    await project();
    await log.happened(aNote('n2', 'a', 'b'), joined('f2', 'b'), aNote('n3', 'c'));
    expect(await index.about(['a'])).toMatchObject({ notes: ['n1', 'n2'], families: ['f1'] });
    expect(await index.about(['b'])).toMatchObject({ notes: ['n2'], families: ['f2'] });
    expect(await index.about([])).toMatchObject({ notes: [], families: [] });
  });

  it('is made up for when it was put back, as a rebuild would', async () => {
    const log = aLog();
    const { index, project } = behind(log);
    await log.happened(aNote('n1', 'a'));
    await project();
    await index.about(['a']);
    await log.happened(aNote('n2', 'a'));
    await project();
    await index.about(['a']);
    await project(log.store.start);
    expect((await index.about(['a'])).notes).toEqual(['n1', 'n2']);
  });

  it('misses nothing that was recorded before the question, however many ask at once', async () => {
    const log = aLog();
    const { index, project } = behind(log);
    for (let count = 1; count <= 40; count += 1) {
      await log.happened(aNote(`n${String(count)}`, 'a'));
      if (count % 7 === 0) await project();
      const answers = await Promise.all(Array.from({ length: 5 }, async () => index.about(['a'])));
      expect(answers.map(({ notes }) => notes.length)).toEqual(Array(5).fill(count));
    }
  });

  it('is made up for to the end of the log, also where a page holds less than was asked for', async () => {
    const log = aLog();
    const index = upToDate(noteIndexOver(log.store, { stoppedAt: () => log.store.start }), {
      ...log.store,
      page: async (after) => log.store.page(after, 2),
    });
    await log.happened(...Array.from({ length: 7 }, (_, n) => aNote(`n${String(n)}`, 'b')), aNote('last', 'a'));
    expect((await index.about(['a'])).notes).toEqual(['last']);
  });

  it('recovers when the log fails for a while', async () => {
    const log = aLog();
    let broken = false;
    const index: NoteIndex = upToDate(noteIndexOver(log.store, { stoppedAt: () => log.store.start }), {
      isAfter: (a, b) => log.store.isAfter(a, b),
      head: async () => log.store.head(),
      page: async (after, limit) => (broken ? Promise.reject(new Error('gone')) : log.store.page(after, limit)),
    });
    await log.happened(aNote('n1', 'a'));
    broken = true;
    await expect(Promise.all([index.about(['a']), index.about(['a'])])).rejects.toThrow('gone');
    broken = false;
    await log.happened(aNote('n2', 'a'));
    expect((await index.about(['a'])).notes).toEqual(['n1', 'n2']);
  });

  it('reads nothing of the log that it has taken in', async () => {
    const log = aLog();
    const read: string[] = [];
    let upTo = log.store.start;
    const index = upToDate(noteIndexOver(log.store, { stoppedAt: () => upTo }), {
      isAfter: (a, b) => log.store.isAfter(a, b),
      head: async () => log.store.head(),
      page: async (after, limit) => {
        const page = await log.store.page(after, limit);
        read.push(
          ...page.map(({ type, data }) => (type === 'NoteRecorded' ? (data as { noteId: string }).noteId : '')),
        );
        return page;
      },
    });
    await log.happened(aNote('n1', 'a'), aNote('n2', 'a'));
    upTo = await log.store.head();
    await index.about(['a']);
    await log.happened(aNote('n3', 'a'));
    upTo = await log.store.head();
    await log.happened(aNote('n4', 'a'));
    expect((await index.about(['a'])).notes).toEqual(['n1', 'n2', 'n3', 'n4']);
    await index.about(['a']);
    expect(read).toEqual(['n4']);
  });
});

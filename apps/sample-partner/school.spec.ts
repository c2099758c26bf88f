import { feed } from '@hub/partner-sdk';
import { messageIn, sampleFeed, sampleHub, type SampleHub } from '@hub/partner-sdk/testing';
import type { Recall } from './hub-api.js';
import { openRecords } from './records.js';
import type { Shown } from './screen.js';
import { startSchool } from './school.js';

const until = async (what: string, is: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 1_000; tries += 1) {
    if (is()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`not within twenty seconds: ${what}`);
};

const NOTE = 'org.concord.note.shared.v1';
const noteOf = (reference: string) => ({
  reference,
  validfrom: '2026-06-30T09:00:00.000Z',
  category: 'health-summary',
});
const saying = (text: string) => ({ items: [{ passages: [{ content: { text } }, { masked: true, reasons: [] }] }] });

/** The id of a recall, as the hub's API knows it. */
const recallIn = (text: string): string => {
  const message = messageIn(text);
  if (!('data' in message) || !('recall' in message.data)) throw new Error('this message is no recall');
  return message.data.recall;
};

describe('a school’s system', () => {
  let hub: SampleHub;
  let sample: ReturnType<typeof sampleFeed>;
  let records: ReturnType<typeof openRecords>;
  let shown: Shown[];
  /** The hub's answers about recalls, and what it was told of them. */
  let recalls: Map<string, Recall>;
  let heard: string[];
  let isDeaf: boolean;

  beforeEach(async () => {
    hub = await sampleHub();
    sample = sampleFeed();
    hub.keySet = sample.keySet;
    records = openRecords(':memory:');
    [shown, recalls, heard, isDeaf] = [[], new Map(), [], false];
  });
  afterEach(async () => {
    records.close();
    await hub.close();
  });

  const start = () =>
    startSchool({
      from: feed({ url: hub.url, token: 'secret', wait: 0 }),
      hub: {
        url: hub.url,
        token: () => Promise.resolve('secret'),
        recall: (id) => {
          const known = recalls.get(id);
          return known ? Promise.resolve(known) : Promise.reject(new Error('no recall: 503'));
        },
        acknowledge: (recall) => {
          heard.push(recall);
          return isDeaf ? Promise.reject(new Error('the hub did not answer')) : Promise.resolve();
        },
      },
      roll: { nameOf: (subject) => Promise.resolve(subject === 'person/a' ? 'Wren' : undefined) },
      store: records.store,
      screen: (line) => void shown.push(line),
      worker: 'w-7',
      every: 20,
    });
  const saw = (what: Shown['what']) => shown.filter((line) => line.what === what);
  const learns = async (reference: string): Promise<string> => {
    const text = sample.next({ type: NOTE, data: noteOf(reference) });
    hub.content.set(messageIn(text).id, saying(`about ${reference}`));
    const before = saw('learned').length;
    hub.texts.push(text);
    await until(`learned ${reference}`, () => saw('learned').length === before + 1);
    return text;
  };

  it('shows what a note says to whoever looks, of its own pupils alone', async () => {
    const school = await start();
    hub.texts.push(sample.next({ type: NOTE, subject: 'person/b', data: noteOf('note/0') }));
    await learns('note/1');
    await school.stop();
    expect(saw('learned')).toEqual([
      { what: 'learned', pupil: 'Wren', reference: 'note/1', category: 'health-summary', words: ['about note/1'] },
    ]);
    expect(hub.asked.filter(({ path }) => path.endsWith('/content'))).toHaveLength(1);
  });

  it('keeps nothing of a note that may not be read any more', async () => {
    const school = await start();
    await learns('note/1');
    hub.texts.push(sample.next({ type: 'org.concord.note.superseded.v1', data: noteOf('note/1') }));
    await until('forgotten', () => saw('forgotten').length === 1);
    await school.stop();
    expect(saw('forgotten')).toEqual([{ what: 'forgotten', references: ['note/1'] }]);
  });

  it('acknowledges a recall when all of it is forgotten, though a part of it came by the feed', async () => {
    const school = await start();
    for (const reference of ['note/1', 'note/2', 'note/3']) await learns(reference);
    const recall = sample.recall(['note/1'], 'person/a');
    const id = recallIn(recall);
    recalls.set(id, { status: 'open', references: ['note/1', 'note/2'] });
    hub.texts.push(recall);
    await until('acknowledged', () => saw('acknowledged').length === 1);
    await school.stop();
    expect(shown.map(({ what }) => what).slice(-4)).toEqual(['recalled', 'forgotten', 'forgotten', 'acknowledged']);
    expect(saw('forgotten')).toMatchObject([{ references: ['note/1'] }, { references: ['note/2'] }]);
  });

  it('acknowledges a recall that comes in several messages when it has dealt with all of them', async () => {
    const school = await start();
    for (const reference of ['note/1', 'note/2']) await learns(reference);
    recalls.set('r-1', { status: 'open', references: ['note/1', 'note/2'] });
    const part = (reference: string, number: number): string =>
      sample.recall([reference], 'person/a', { recall: 'r-1', part: number, parts: 2 });
    hub.texts.push(part('note/1', 1));
    await until('forgotten', () => saw('forgotten').length === 1);
    // Learned from a message that had its place between the parts.
    await learns('note/3');
    expect([saw('acknowledged'), heard]).toEqual([[], []]);
    hub.texts.push(part('note/2', 2));
    await until('acknowledged', () => saw('acknowledged').length === 1);
    await school.stop();
    expect(saw('forgotten')).toMatchObject([{ references: ['note/1'] }, { references: ['note/2'] }]);
    expect(heard).toEqual(['r-1']);
  });

  it('says it again until the hub has heard it, also when it was stopped in between', async () => {
    isDeaf = true;
    const first = await start();
    hub.texts.push(sample.recall(['note/1'], 'person/a'));
    recalls.set('r-1', { status: 'open', references: ['note/1'] });
    await until('trouble', () => saw('trouble').length > 1);
    await first.stop();
    expect(saw('acknowledged')).toEqual([]);
    isDeaf = false;
    const second = await start();
    await until('acknowledged', () => saw('acknowledged').length === 1);
    await second.stop();
    expect(heard.length).toBeGreaterThan(2);
    expect(new Set(heard).size).toBe(1);
  });

  it('acknowledges the others while the hub does not answer about one', async () => {
    const school = await start();
    const [unanswered, other] = [sample.recall(['note/1'], 'person/a'), sample.recall(['note/2'], 'person/a')];
    recalls.set(recallIn(other), { status: 'open', references: ['note/2'] });
    hub.texts.push(unanswered, other);
    await until('acknowledged', () => saw('acknowledged').length === 1);
    await until('trouble', () => saw('trouble').length > 0);
    recalls.set(recallIn(unanswered), { status: 'open', references: ['note/1'] });
    await until('both acknowledged', () => saw('acknowledged').length === 2);
    await school.stop();
    expect(saw('acknowledged')).toMatchObject([{ recall: recallIn(other) }, { recall: recallIn(unanswered) }]);
  });

  it('does not answer a recall that somebody at the school has closed', async () => {
    recalls.set('r-1', { status: 'closed', references: ['note/1'] });
    const school = await start();
    hub.texts.push(sample.recall(['note/1'], 'person/a'));
    await until('acknowledged', () => saw('acknowledged').length === 1);
    await school.stop();
    expect(heard).toEqual([]);
  });

  it('forgets what came to it although its permission had gone, and whomever it has nothing to do with any more', async () => {
    const school = await start();
    const note = await learns('note/1');
    await learns('note/2');
    hub.texts.push(sample.voidOf(note));
    await until('void', () => saw('forgotten').length === 1);
    hub.texts.push(sample.next({ type: 'org.concord.access.withdrawn.v1', data: { ...noteOf('person/a') } }));
    await until('nothing any more', () => saw('forgotten').length === 2);
    await school.stop();
    expect(saw('forgotten')).toMatchObject([{ references: ['note/1'] }, { references: ['note/2'] }]);
  });
});

import { rememberingGrowth, type EventStore } from '@hub/eventsourcing';
import type { ConsentEvent } from '@hub/consents';
import type { Confidential } from '@hub/sharing';
import { factsGatherer, type Asked, type Place } from './index.js';
import {
  addressProtected,
  aFamily,
  aLog,
  consented,
  formed,
  HEALTH,
  involved,
  joined,
  linked,
  noted,
  noteIndexOver,
  openedInClear,
  parentOf,
  partnership,
  registered,
  SCHOOL,
  type FactEvent,
} from './testing/index.js';

const world = async (...events: readonly FactEvent[]) => {
  const log = aLog();
  const calls: string[] = [];
  const counted: EventStore = {
    ...log.store,
    heads: (streams) => (calls.push('heads'), log.store.heads(streams)),
    readMany: (streams, from) => (calls.push('readMany'), log.store.readMany(streams, from)),
    growth: (after, limit) => (calls.push('growth'), log.store.growth(after, limit)),
  };
  let key = true;
  const index = noteIndexOver(log.store);
  const facts = factsGatherer({
    store: rememberingGrowth(counted),
    index: { about: (people) => (calls.push('index'), index.about(people)) },
    open: async <T>(content: object, place: Place) =>
      key ? openedInClear<T>(content as Confidential<T>, place) : undefined,
  });
  await log.happened(...partnership(), ...aFamily(), ...events);
  const asked = (change: Partial<Asked> = {}): Asked => ({ people: ['c1'], notes: true, at: log.now(), ...change });
  const forgetKeys = (): void => void (key = false);
  return {
    ...log,
    calls,
    asked,
    forgetKeys,
    ...facts,
    about: async (change?: Partial<Asked>) => facts.gather(asked(change)),
  };
};

const aNote = (id: string, ...subjects: readonly string[]) => noted(id, { passages: [{ subjects, text: 'words' }] });

describe('the facts about a family', () => {
  it('are those of its members, their notes, and whoever else the notes are about', async () => {
    const { about } = await world(
      registered('c9', HEALTH),
      aNote('n1', 'c1', 'c9'),
      aNote('n2', 'c9'),
      consented('k9', 'c9', 'm9'),
    );
    const { facts, subjects } = await about({ people: [], familyId: 'f1' });
    expect(subjects).toEqual(['c1', 'm1']);
    expect(facts.people.map(({ id }) => id)).toEqual(['c1', 'c9', 'm1']);
    expect(facts.people[0]).toMatchObject({ dateOfBirth: '2018-03-04', household: ['m1'] });
    expect(facts.items.map(({ id }) => id)).toEqual([
      'identity-c1',
      'identity-m1',
      'involvement-c1-school',
      'member-f1-c1',
      'member-f1-m1',
      'note-n1',
    ]);
    expect(facts.consents.map(({ id }) => id)).toEqual(['k9']);
    expect(Object.keys(facts.heads)).toEqual([
      'consents-c1',
      'consents-c9',
      'consents-m1',
      'family-f1',
      'note-n1',
      'person-c1',
      'person-c9',
      'person-m1',
      'person-m9',
      'register',
    ]);
    expect(facts.heads).toMatchObject({ 'consents-c1': -1, 'consents-c9': 0, 'person-m9': -1 });
  });

  it('take one question, what the log has grown by, when nothing has moved', async () => {
    const { about, calls } = await world(aNote('n1', 'c1', 'c9'));
    const first = await about({ people: [], familyId: 'f1' });
    calls.length = 0;
    expect((await about({ people: [], familyId: 'f1' })).facts).toBe(first.facts);
    expect(calls).toEqual(['growth']);
  });

  it('ask for the families of somebody once, however many of their notes are looked at, until a family has grown', async () => {
    const { about, calls, happened } = await world(...['n1', 'n2', 'n3', 'n4'].map((id) => aNote(id, 'c1')));
    const householdBy = async (noteId: string) =>
      (await about({ noteId, notes: false })).facts.people.find(({ id }) => id === 'c1')?.household;
    const asked = (): number => calls.filter((call) => call === 'index').length;
    expect(await householdBy('n1')).toEqual(['m1']);
    const before = asked();
    await happened(aNote('n5', 'c1'));
    expect(await householdBy('n2')).toEqual(['m1']);
    expect(await householdBy('n5')).toEqual(['m1']);
    expect(asked()).toBe(before);
    await happened(registered('c2', HEALTH), ...formed('f2', 'c1', 'c2'), addressProtected('c2'));
    expect(await householdBy('n3')).toEqual(['c2', 'm1']);
    expect(asked()).toBeGreaterThan(before);
  });

  it('are never those of a family as it was, when one grows while somebody is asking', async () => {
    const log = aLog();
    const index = noteIndexOver(log.store);
    let meanwhile: (() => Promise<unknown>) | undefined;
    const facts = factsGatherer({
      store: rememberingGrowth(log.store),
      index: {
        about: async (people) => {
          const found = await index.about(people);
          const happening = meanwhile;
          meanwhile = undefined;
          await happening?.();
          return found;
        },
      },
      open: openedInClear,
    });
    await log.happened(...partnership(), ...aFamily(), aNote('n1', 'c1'), aNote('n2', 'c1'));
    const look = (noteId: string) => facts.gather({ people: ['c1'], noteId, notes: false, at: log.now() });
    meanwhile = () => log.happened(registered('c2', HEALTH), ...formed('f2', 'c1', 'c2'));
    await look('n1');
    const { facts: found } = await look('n2');
    expect(found.people.find(({ id }) => id === 'c1')?.household).toEqual(['c2', 'm1']);
  });

  it('are those of whoever is in it by what is recorded, for a clock that is behind as well', async () => {
    const from = '2026-08-01T00:00:00.000Z';
    const { about, happened, tick } = await world(registered('c2', HEALTH), aNote('n2', 'c2'));
    tick(90 * 86_400);
    await happened({
      type: 'FamilyMemberJoined',
      data: { familyId: 'f1', agencyId: HEALTH, personId: 'c2', role: 'child', from },
    });
    const { subjects, facts, at } = await about({ people: [], familyId: 'f1', at: '2026-07-01T00:00:00.000Z' });
    expect(at > from).toBe(true);
    expect(subjects).toEqual(['c1', 'c2', 'm1']);
    expect(facts.items.map(({ id }) => id)).toContain('note-n2');
    expect(facts.people[0]?.household).toEqual(['c2', 'm1']);
  });

  it('hold no date of birth once its key is gone', async () => {
    const { about, forgetKeys } = await world();
    expect((await about()).facts.people[0]).toMatchObject({ dateOfBirth: '2018-03-04' });
    forgetKeys();
    expect((await about()).facts.people[0]).not.toHaveProperty('dateOfBirth');
  });

  it('follow whatever has changed since they were gathered last', async () => {
    const { about, happened } = await world(aNote('n1', 'c1'), registered('c2', HEALTH), aNote('n2', 'c2'));
    const family = { people: [], familyId: 'f1' };
    await about(family);
    await happened(joined('f1', 'c2'));
    expect((await about(family)).facts.items.map(({ id }) => id)).toContain('note-n2');
    await happened({
      type: 'FamilyMemberLeft',
      data: { familyId: 'f1', agencyId: HEALTH, personId: 'c2', until: '2026-05-01T00:00:00.000Z' },
    });
    const left = await about(family);
    expect(left.subjects).toEqual(['c1', 'm1']);
    expect(left.facts.heads).not.toHaveProperty('note-n2');
  });

  it('are none for people and families that nobody has recorded, whose streams are named all the same', async () => {
    const { about } = await world();
    const nobody = await about({ people: ['x'], familyId: 'y' });
    expect(nobody).toMatchObject({
      subjects: ['x'],
      facts: { people: [], items: [], heads: { 'person-x': -1, 'family-y': -1 } },
    });
  });

  it('know of a note by its subjects, and leave out notes when none are wanted', async () => {
    const { about } = await world(aNote('n1', 'c1'), aNote('n2', 'c1'));
    expect((await about({ people: [], noteId: 'n1' })).facts.items.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['note-n1', 'note-n2']),
    );
    const bare = await about({ notes: false });
    expect(bare.facts.items.map(({ kind }) => kind)).not.toContain('case-note');
  });
});

describe('households', () => {
  it('bring a protected address with them, also from a family of somebody a note is about', async () => {
    const { about } = await world(
      ...['c9', 'h9'].map((id) => registered(id, HEALTH)),
      ...formed('f9', 'c9', 'h9'),
      aNote('n1', 'c1', 'c9'),
      addressProtected('h9'),
    );
    const { facts } = await about();
    expect(facts.people.find(({ id }) => id === 'c9')?.household).toEqual(['h9']);
    expect(facts.people.find(({ id }) => id === 'h9')?.restrictions).toMatchObject([{ kind: 'protected-address' }]);
  });

  it('are read through links: the address may be protected under another record', async () => {
    const { about } = await world(registered('m2', SCHOOL), ...linked('m1', 'm2', 'x'), addressProtected('m2'));
    const { facts } = await about();
    expect(facts.people.find(({ id }) => id === 'm1')?.restrictions).toMatchObject([{ id: 'r-m2' }]);
  });
});

describe('two records of one person', () => {
  const twins = [registered('c2', SCHOOL), aNote('n2', 'c2'), involved('c2', SCHOOL), ...linked('c1', 'c2', 'x')];

  it('are merged under the smaller id, whichever is asked for', async () => {
    const { about } = await world(...twins, addressProtected('c2'));
    const [one, other] = [await about(), await about({ people: ['c2'] })];
    expect(one.subjects).toEqual(['c1']);
    expect(one.facts.people.find(({ id }) => id === 'c1')).toMatchObject({
      restrictions: [{ id: 'r-c2' }],
      household: ['m1'],
    });
    expect(one.facts.items.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['identity-c1', 'identity-c2', 'note-n2']),
    );
    expect(one.facts.items.flatMap(({ passages }) => passages.flatMap(({ subjects }) => subjects))).not.toContain('c2');
    expect(other.facts).toEqual(one.facts);
    expect(one.recordsOf('c1')).toEqual(['c1', 'c2']);
  });

  it('are strangers again as soon as the match is undone', async () => {
    const { about, happened } = await world(...twins);
    await about();
    await happened({ type: 'MatchUndone', data: { matchId: 'x', people: ['c1', 'c2'], steward: 's' } });
    const { facts } = await about();
    expect(facts.people.map(({ id }) => id)).toEqual(['c1', 'm1']);
    expect(facts.items.map(({ id }) => id)).not.toContain('note-n2');
    expect(facts.heads).toMatchObject({ 'match-x': 2, 'person-c2': 2 });
  });

  it('are strangers while one of them does not say so, or nobody has confirmed it', async () => {
    const [proposed, confirmed, here, there] = linked('c1', 'c2', 'x');
    const oneSided = await world(registered('c2', SCHOOL), proposed, confirmed, here);
    expect((await oneSided.about()).recordsOf('c1')).toEqual(['c1']);
    const unconfirmed = await world(registered('c2', SCHOOL), proposed, here, there);
    expect((await unconfirmed.about()).recordsOf('c1')).toEqual(['c1']);
  });

  it('are one through any number of others', async () => {
    const { about } = await world(registered('c3', SCHOOL), ...twins, ...linked('c2', 'c3', 'y'));
    expect((await about()).recordsOf('c3')).toEqual(['c1', 'c2', 'c3']);
  });

  it('that disagree about the date of birth leave it unknown', async () => {
    const { about } = await world(registered('c2', SCHOOL, '2008-03-04'), ...linked('c1', 'c2', 'x'));
    expect((await about()).facts.people.find(({ id }) => id === 'c1')).not.toHaveProperty('dateOfBirth');
  });

  it('keep what was withdrawn under the one withdrawn, also when it is said to be an error under the other', async () => {
    const withdrawal: ConsentEvent = {
      type: 'ConsentWithdrawn',
      data: { subject: 'c2', withdraws: { grantor: 'm1' }, effectiveAt: '2026-01-01T00:00:00.000Z', agencyId: SCHOOL },
    };
    const inError = (consentId: string): ConsentEvent => ({
      type: 'ConsentEnteredInError',
      data: { consentId, subject: 'c1', agencyId: HEALTH },
    });
    const { about } = await world(
      ...twins,
      consented('mistaken', 'c1', 'm1'),
      inError('mistaken'),
      consented('newer', 'c1', 'm1'),
      withdrawal,
      consented('older', 'c1', 'm1', { effectiveAt: '2025-01-01T00:00:00.000Z' }),
      inError('newer'),
    );
    expect((await about()).facts.consents.map(({ id, withdrawn }) => [id, withdrawn])).toEqual([
      ['newer', true],
      ['older', false],
    ]);
  });

  it('share a withdrawal of all that a grantor gave before it, under any record of the grantor', async () => {
    const all = {
      type: 'ConsentWithdrawn',
      data: { subject: 'c1', withdraws: { grantor: 'm1' }, effectiveAt: '2026-01-01T00:00:00.000Z', agencyId: SCHOOL },
    } as const;
    const { about, happened } = await world(
      registered('m2', SCHOOL),
      ...twins,
      ...linked('m1', 'm2', 'y'),
      consented('k1', 'c1', 'm1'),
      consented('k2', 'c2', 'm2'),
      all,
    );
    await happened(consented('k3', 'c2', 'm2'));
    expect(
      (await about()).facts.consents.map(({ id, grantor, subject, withdrawn }) => [id, grantor, subject, withdrawn]),
    ).toEqual([
      ['k1', 'm1', 'c1', true],
      ['k2', 'm1', 'c1', true],
      ['k3', 'm1', 'c1', false],
    ]);
  });

  it('share the end of parental responsibility', async () => {
    const { about } = await world(...twins, parentOf('c2', 'm1'), {
      type: 'ParentalResponsibilityEnded',
      data: { personId: 'c2', agencyId: SCHOOL, holder: 'm1', until: '2026-05-01T00:00:00.000Z' },
    });
    const periods = (await about()).facts.people[0]?.parentalResponsibility.map(({ period }) => period.until);
    expect(periods).toEqual(['2026-05-01T00:00:00.000Z', '2026-05-01T00:00:00.000Z']);
  });
});

describe('facts of the past', () => {
  it('are gathered from the recorded revisions alone, and equal what they were', async () => {
    const { about, asked, gatherAt, happened } = await world(
      registered('c2', SCHOOL),
      ...linked('c1', 'c2', 'x'),
      aNote('n1', 'c1', 'c9'),
      consented('k1', 'c1', 'm1'),
    );
    const then = asked({ people: [], familyId: 'f1' });
    const { facts, subjects } = await about(then);
    await happened(
      aNote('n2', 'c1'),
      consented('k2', 'c1', 'm1'),
      { type: 'MatchUndone', data: { matchId: 'x', people: ['c1', 'c2'], steward: 's' } },
      joined('f1', 'c9'),
    );
    expect((await gatherAt({ ...then, people: subjects }, facts.heads)).facts).toEqual(facts);
    expect((await about(then)).facts).not.toEqual(facts);
  });
});

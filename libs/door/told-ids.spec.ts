import { formed, HEALTH, involved, linked, noted, POLICE, registered, SCHOOL } from '@hub/facts/testing';
import { toldIds } from './index.js';
import { aHub } from './testing/index.js';

const hash = (use: string, text: string): string => `${use} of ${text}`;

/** Two agencies have records of one child; a third has none. */
const linkedChild = async () => {
  const hub = aHub();
  await hub.happened(registered('c1', HEALTH), registered('c2', SCHOOL), ...formed('f1', 'c1'));
  await hub.happened(...linked('c1', 'c2', 'x'));
  await hub.happened(noted('n1', { passages: [{ subjects: ['c1'], text: 'a' }] }));
  const to = async (agency: string, named: readonly string[] = [], people: readonly string[] = ['c1']) =>
    toldIds({ agency, hash }, await hub.ports.facts.gather({ people, notes: true, at: hub.now() }), named);
  return { ...hub, to };
};

describe('of several records of one person an agency is told', () => {
  it('the one that it registered, whichever it asked by', async () => {
    const { to } = await linkedChild();
    for (const named of [[], ['c1'], ['c2']]) {
      expect((await to(SCHOOL, named)).people(['c1', 'c2'])).toEqual(['c2']);
      expect((await to(HEALTH, named)).people(['c1', 'c2'])).toEqual(['c1']);
    }
  });

  it('the smallest of its own, where it registered several', async () => {
    const hub = await linkedChild();
    await hub.happened(registered('c0', HEALTH), registered('c3', SCHOOL), ...linked('c2', 'c3', 'y'));
    await hub.happened(...linked('c0', 'c3', 'z'));
    expect((await hub.to(SCHOOL)).person('c0')).toBe('c2');
    expect((await hub.to(HEALTH)).person('c3')).toBe('c0');
  });

  it('the one by which it asked, where it has none', async () => {
    const { to } = await linkedChild();
    expect((await to(POLICE, ['c1'])).people(['c1', 'c2'])).toEqual(['c1']);
    expect((await to(POLICE, ['c2'])).people(['c1', 'c2'])).toEqual(['c2']);
  });

  it('the one that it has added to, where it asked by none', async () => {
    const hub = await linkedChild();
    await hub.happened(involved('c2', POLICE));
    expect((await hub.to(POLICE)).person('c1')).toBe('c2');
    expect((await hub.to(POLICE, ['c1'])).person('c2')).toBe('c1');
  });

  it('no other than the family or the note that was asked about has, where it knows none', async () => {
    const hub = await linkedChild();
    for (const asked of [{ familyId: 'f1' }, { noteId: 'n1' }]) {
      const gathered = await hub.ports.facts.gather({ ...asked, people: [], notes: true, at: hub.now() });
      expect(toldIds({ agency: POLICE, hash }, gathered, []).people(['c2', 'c1'])).toEqual(['c1']);
    }
  });

  it('what an item was recorded with, where nothing leads to another', async () => {
    const hub = await linkedChild();
    await hub.happened(registered('s1', HEALTH));
    await hub.happened(noted('n2', { passages: [{ subjects: ['s1', 'c2'], text: 'a' }] }));
    const gathered = await hub.ports.facts.gather({ people: ['s1'], notes: true, at: hub.now() });
    const note = gathered.facts.items.find(({ id }) => id === 'note-n2')!;
    expect(note.passages[0]!.subjects).toEqual(['s1', 'c1']);
    const about = (agency: string) => toldIds({ agency, hash }, gathered, []).about(note, note.passages[0]!);
    expect(about(POLICE)).toEqual(['s1', 'c2']);
    expect(about(HEALTH)).toEqual(['s1', 'c1']);
  });

  it('each under its own id again, once the match is undone', async () => {
    const hub = await linkedChild();
    await hub.happened({ type: 'MatchUndone', data: { matchId: 'x', people: ['c1', 'c2'], steward: 's' } });
    expect((await hub.to(SCHOOL, [], ['c1', 'c2'])).people(['c1', 'c2'])).toEqual(['c1', 'c2']);
  });

  it('the one that a replay finds at the revisions of then', async () => {
    const hub = await linkedChild();
    const asked = { people: ['c1'], notes: true, at: hub.now() };
    const { facts } = await hub.ports.facts.gather(asked);
    await hub.happened({ type: 'MatchUndone', data: { matchId: 'x', people: ['c1', 'c2'], steward: 's' } });
    const then = await hub.ports.facts.gatherAt(asked, facts.heads);
    expect(toldIds({ agency: SCHOOL, hash }, then, []).person('c1')).toBe('c2');
  });
});

describe('the id of an item', () => {
  const uuid = '0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11';

  it('is its own where it names nobody, or a record that the agency knows', async () => {
    const { item } = await (await linkedChild()).to(SCHOOL);
    for (const id of ['note-c1', 'address-c1', 'story-c1', 'identity-c2', 'member-f1-c2', `member-${uuid}-c2`])
      expect(item(id)).toBe(id);
  });

  it('is made up where it names a record that it does not know, for this agency alone', async () => {
    const hub = await linkedChild();
    const { item } = await hub.to(SCHOOL);
    const [identity, member] = [item('identity-c1'), item('member-f1-c1')];
    expect(identity).toBe('identity-item of ["school","identity-c1"]');
    expect(member).toBe('member-item of ["school","member-f1-c1"]');
    expect((await hub.to(POLICE, ['c2'])).item('identity-c1')).not.toBe(identity);
  });

  it('stays that of its own second record, which it may still write about', async () => {
    const hub = await linkedChild();
    await hub.happened(registered('c3', SCHOOL), ...linked('c2', 'c3', 'y'));
    const { item, person } = await hub.to(SCHOOL);
    expect([person('c3'), item('identity-c3')]).toEqual(['c2', 'identity-c3']);
  });
});

describe('the words of an item', () => {
  it('name people by the ids that the agency is told, and are otherwise left alone', async () => {
    const { words } = await (await linkedChild()).to(SCHOOL);
    const member = { familyId: 'c1', personId: 'c1', role: 'child', period: { from: 'c1' } };
    expect(words('family-member', member)).toEqual({ ...member, personId: 'c2' });
    const story = { words: 'c1', version: 1, tellers: ['c1', 'c2', 'm1'], about: ['c1'] };
    expect(words('family-story', story)).toEqual({ ...story, tellers: ['c2', 'm1'], about: ['c2'] });
    expect(words('case-note', { text: 'c1', personId: 'c1' })).toEqual({ text: 'c1', personId: 'c1' });
  });
});

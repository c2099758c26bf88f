import {
  addressProtected,
  aFamily,
  consented,
  formed,
  involved,
  linked,
  noted,
  partnership,
  registered,
  withdrawn,
  HEALTH,
  SCHOOL,
  type FactEvent,
} from '@hub/facts/testing';
import { door, NO_LONGER_HELD } from './index.js';
import type { Answered, Asking, NotFound, Permission, Question, Shown } from './index.js';
import { aHub, asking, familyQuestion, type Hub } from './testing/index.js';

const aFamilyHub = async (): Promise<Hub> => {
  const hub = aHub();
  await hub.happened(...partnership(), ...aFamily(), consented('k1', 'c1', 'm1'));
  await hub.happened(noted('n1', { passages: [{ subjects: ['c1'], text: 'a bruise' }] }));
  return hub;
};

const withoutItsName = ({ disclosureId: _, asAt: __, ...answer }: Answered): unknown => answer;

const withoutItsTime = (data: object): object => ({ ...data, requestId: '', at: '', request: {} });

const found = (answer: Answered | NotFound): Answered => {
  if (!answer.found) throw new Error('nothing was found');
  return answer;
};

/** A reader that chooses, and how often it was asked to. */
const reader = (count: number) => {
  const chosen: (readonly Shown[])[] = [];
  const choose: Question['choose'] = (visible) => {
    chosen.push(visible);
    return { shown: visible.slice(0, count) };
  };
  return { chosen, choose, choice: `the first ${String(count)}` };
};

describe('what follows from a decision', () => {
  it('is worked out once for as long as the decision is looked up', async () => {
    const hub = await aFamilyHub();
    const { chosen, ...first } = reader(1);
    for (let times = 0; times < 3; times += 1) await hub.door.answer(familyQuestion('f1', first));
    expect(chosen).toHaveLength(1);
  });

  it('is the same answer and the same entry, each under its own name', async () => {
    const hub = await aFamilyHub();
    const apart = familyQuestion('f1');
    const { choice: _, ...afresh } = apart;
    const answers = [
      found(await hub.door.answer(familyQuestion('f1'))),
      found(await hub.door.answer(familyQuestion('f1'))),
      found(await hub.door.answer(afresh)),
    ];
    expect(answers.map(withoutItsName)).toEqual(answers.map(() => withoutItsName(answers[0]!)));
    expect(new Set(answers.map(({ disclosureId }) => disclosureId)).size).toBe(3);
    const entries = (await hub.trail()).map(({ data }) => withoutItsTime(data));
    expect(entries).toEqual(entries.map(() => entries[0]));
    expect(entries[0]).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ item: 'note-n1' })]) });
  });

  it('is another for each choice', async () => {
    const hub = await aFamilyHub();
    const counts = [];
    for (const count of [1, 2, 1, 2])
      counts.push(found(await hub.door.answer(familyQuestion('f1', reader(count)))).items.length);
    expect(counts).toEqual([1, 2, 1, 2]);
  });

  it('is another for whoever asks about the same person by another record', async () => {
    const hub = aHub();
    await hub.happened(...partnership(), registered('c1', HEALTH), registered('c2', HEALTH), ...formed('f1', 'c1'));
    await hub.happened(...linked('c1', 'c2', 'x'));
    const knownAs = async (...people: string[]): Promise<unknown> => {
      await hub.door.answer(familyQuestion('f1', { kind: 'person-view', about: { people } }));
      return (await hub.trail()).at(-1)?.data.knownAs;
    };
    expect([await knownAs('c2'), await knownAs('c1'), await knownAs('c2')]).toEqual([['c2'], ['c1'], ['c2']]);
  });

  it.each<[string, Partial<Asking>, Partial<Question>?]>([
    ['another agency', { agency: HEALTH, worker: 'w-health', role: 'health-visitor' }],
    ['another role', { role: 'ig-officer' }],
    ['another purpose', { purpose: 'safeguarding' }],
    ['another worker', { worker: 'w-other' }],
    ['another kind of question', {}, { kind: 'chronology' }],
    ['a question about one of them', {}, { kind: 'person-view', about: { people: ['c1'] } }],
  ])('is for %s what somebody who knew nothing would be answered', async (_who, who, what = {}) => {
    const hub = await aFamilyHub();
    const question = () => familyQuestion('f1', { ...what, asking: { ...asking, ...who } });
    await hub.door.answer(familyQuestion('f1'));
    const [told, fresh] = [await hub.door.answer(question()), await door(hub.ports).answer(question())];
    expect(told.found ? withoutItsName(told) : told).toEqual(fresh.found ? withoutItsName(fresh) : fresh);
    const [entry, afresh] = (await hub.trail()).slice(-2).map(({ type, data }) => ({ type, ...withoutItsTime(data) }));
    expect(entry).toEqual(afresh);
  });

  it.each<[string, readonly FactEvent[]]>([
    ['an address is protected', [addressProtected('c1')]],
    ['a match is confirmed', [registered('c7', SCHOOL), ...linked('c1', 'c7', 'x')]],
    ['a match is undone', [{ type: 'MatchUndone', data: { matchId: 'w', people: ['c1', 'c8'], steward: 's' } }]],
    ['somebody adds to a record', [involved('c8', SCHOOL)]],
  ])('is another once %s', async (_what, events) => {
    const hub = await aFamilyHub();
    await hub.happened(registered('c8', HEALTH), ...linked('c1', 'c8', 'w'));
    await hub.door.answer(familyQuestion('f1'));
    await hub.happened(...events);
    const [told, fresh] = [
      await hub.door.answer(familyQuestion('f1')),
      await door(hub.ports).answer(familyQuestion('f1')),
    ];
    expect(withoutItsName(found(told))).toEqual(withoutItsName(found(fresh)));
    const [entry, afresh] = (await hub.trail()).slice(-2).map(({ data }) => withoutItsTime(data));
    expect(entry).toEqual(afresh);
  });

  it('says that words are no longer held, also of a page that was answered with them', async () => {
    const hub = await aFamilyHub();
    const { contentOf } = hub.ports.content;
    await hub.door.answer(familyQuestion('f1'));
    Object.assign(hub.ports.content, {
      contentOf: async (permission: Permission) =>
        new Map([...(await contentOf(permission)).keys()].map((key) => [key, NO_LONGER_HELD] as const)),
    });
    const { items } = found(await hub.door.answer(familyQuestion('f1')));
    const words = items.flatMap(({ passages }) => passages.map((passage) => Object.keys(passage).sort().join(' ')));
    expect(new Set(words)).toEqual(new Set(['about noLongerHeld']));
  });

  it('goes as soon as a fact has moved', async () => {
    const hub = await aFamilyHub();
    const { chosen, ...all } = reader(9);
    const ids = async () => found(await hub.door.answer(familyQuestion('f1', all))).items.map(({ id }) => id);
    expect(await ids()).toContain('note-n1');
    await hub.happened(withdrawn('c1', 'k1'));
    expect(await ids()).not.toContain('note-n1');
    await hub.happened(noted('n2', { agencyId: SCHOOL, passages: [{ subjects: ['c1'], text: 'our own' }] }));
    expect(await ids()).toContain('note-n2');
    expect(chosen).toHaveLength(3);
  });
});

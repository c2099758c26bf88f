import { revisionOf, type Agent } from '../e2e/agent.js';
import type { RunningHub } from './hub/index.js';
import { consentOf, type Purpose, type Shared, type Surroundings, type Withdrawal } from './withdrawals.js';

/** A hub as it is called, and its log. */
export type World = Pick<RunningHub, 'partnership' | 'store'>;

const PURPOSES: readonly Purpose[] = ['early-help', 'education-support', 'transition'];

const termsFor = (purpose: Purpose) => ({
  title: `From health to the school: ${purpose}`,
  kind: 'disclosure',
  parties: ['health', 'school'],
  startsOn: '2026-01-01T00:00:00.000Z',
  clauses: {},
  flows: [
    {
      number: 1,
      categories: ['identity', 'family-composition', 'injury'],
      from: 'health',
      to: 'school',
      roles: ['dsl'],
      purposes: [purpose],
      route: 'consent',
      basis: { article6: 'a', article9: 'a' },
      consentRequired: true,
      labels: [],
      onward: [],
    },
  ],
});

const agree = async (hub: World, purpose: Purpose): Promise<string> => {
  const { as } = hub.partnership;
  const draft = await as('health', 'head')
    .post('/agreements', { terms: termsFor(purpose) })
    .created();
  await as('health', 'head').post(`/agreements/${draft.id}/proposals`, { version: 1 }).created();
  for (const party of ['health', 'school'])
    await as(party, 'head')
      .post(
        `/agreements/${draft.id}/signatures`,
        { version: 1, capacity: 'headteacher' },
        { ifMatch: await revisionOf(as('health', 'head'), `/agreements/${draft.id}`) },
      )
      .created();
  return draft.id as string;
};

/** Health shares with the school; the council has a steward. */
export const enrolEverybody = async ({ partnership }: World): Promise<void> => {
  await partnership.enrol('school', { sector: 'education', roles: { dsl: [], head: ['administrator'] } });
  await partnership.enrol('health', { sector: 'health', roles: { visitor: [], head: ['administrator'] } });
  await partnership.enrol('council', { roles: { steward: ['steward'] } });
};

/** The agreements there are, and one in the place of each that has ended. */
export const surroundings = async (hub: World, before: Partial<Surroundings['agreements']>): Promise<Surroundings> => {
  const agreements = { ...before };
  for (const purpose of PURPOSES) agreements[purpose] ??= await agree(hub, purpose);
  return {
    partnership: hub.partnership,
    agreements: agreements as Surroundings['agreements'],
  };
};

const patiently = async <T>(what: () => Promise<T | undefined>): Promise<T> => {
  for (const until = Date.now() + 20_000; Date.now() < until;) {
    const found = await what();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it does not come about');
};

/** A steward says that the two records are of one person; resolves once both say so. */
const link = async ({ partnership, store }: World, people: readonly string[]): Promise<string> => {
  const steward = partnership.as('council', 'steward');
  const isTheirs = (match: { people: string[] }): boolean => people.every((person) => match.people.includes(person));
  const proposed = await patiently(async () => {
    const { items } = await steward.get('/matches', { query: { limit: 200 } }).expect(200);
    return (items as { matchId: string; people: string[] }[]).find(isTheirs);
  });
  await steward.post(`/matches/${proposed.matchId}/confirmations`).created();
  await patiently(async () => {
    const streams = await store.readMany(people.map((person) => `person-${person}`));
    return [...streams.values()].every((events) => events.some(({ type }) => type === 'PersonLinked')) || undefined;
  });
  return proposed.matchId;
};

/** A number as a word of eight letters, none of which is a part of another. */
const wordFor = (number: number): string =>
  Array.from(String(number).padStart(8, '0'), (digit) => 'bcdfghklmn'[Number(digit)]).join('');

/** One adult with one note; each number is somebody unlike any other. */
export const share = async (hub: World, { linked }: Withdrawal, number: number): Promise<Shared> => {
  const [health, school] = [hub.partnership.as('health', 'visitor'), hub.partnership.as('school', 'dsl')];
  const word = wordFor(number);
  const record = {
    name: { given: `Given${word}`, family: `Family${word}` },
    dateOfBirth: new Date(Date.UTC(1960, 0, 1 + (number % 3000) * 4)).toISOString().slice(0, 10),
  };
  const register = async (agent: Agent): Promise<string> =>
    (await agent.post('/people', record).created()).id as string;

  const person = await register(health);
  const own = linked ? await register(school) : person;
  const match = linked ? await link(hub, [person, own]) : undefined;
  const since = { from: '2026-01-01T00:00:00.000Z' };
  const involvement = linked
    ? ''
    : (await school.post(`/people/${person}/involvements`, { workers: [], service: 'School', ...since }).created()).id;
  const members = [{ personId: person, role: 'other', ...since }];
  const family = (await health.post('/families', { members }).created()).id;
  const consent = (await health.post('/consents', consentOf(person, 'permit')).created()).id;
  const text = `Note${word}`;
  const passages = [{ text, subjects: [person], thirdParties: [], location: 'checked' }];
  const note = (await health.post('/case-notes', { category: 'injury', labels: [], passages }).created()).id;
  return { person: own, given: record.name.given, family, note, text, consent, involvement, ...(match && { match }) };
};

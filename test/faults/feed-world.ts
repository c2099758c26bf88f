/** A school that is told by messages of what health records about people whom both work with, and what becomes of that by chance. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CHOSEN_TYPES } from '@hub/partner-messages';
import { agree, plainFlow } from '../e2e/agreed.js';
import type { Agent, Answer } from '../e2e/agent.js';
import { oneOf } from './chance.js';
import type { Partnership } from './hub/index.js';
import { consentOf } from './withdrawals.js';

const since = { from: '2026-01-01T00:00:00.000Z' };
const because = 'by chance';
const CATEGORIES = ['attendance', 'health-visit'] as const;
/** About these nothing is ever taken back: whatever is recorded of them is told. */
const STEADY = 2;
const PEOPLE = 6;

/** Sends a command until it is answered, over as many lives of the hub as that takes. */
const persistently = async (agent: Agent, path: string, body: object): Promise<Answer> => {
  const key = randomUUID();
  for (;;) {
    try {
      const answer = await agent.post(path, body, { key });
      if (answer.status !== 503) return answer;
    } catch (error) {
      // The hub was killed under it. Another realm's errors have no class here.
      if ((error as Error).name !== 'TypeError') throw error;
    }
    await sleep(20);
  }
};

const noteAbout = (person: string, category: string): object => ({
  ...{ category, labels: [] },
  passages: [{ text: `Seen, ${randomUUID()}.`, subjects: [person], thirdParties: [], location: 'checked' }],
});

/** What was done and answered. */
export interface Done {
  /** Notes about people of whom nothing is ever taken back, in the order in which they were acknowledged. */
  readonly steadyNotes: string[];
  answered: number;
  refused: number;
}

/** Enrols a school, health and a stranger to both, agrees, and subscribes the school and the stranger to topics. */
export const enrolPartners = async ({ as, enrol }: Partnership): Promise<void> => {
  const administrator = as('partnership', 'administrator');
  const roles = { dsl: [], head: ['administrator'] } as const;
  const parties = ['school', 'health', 'stranger'];
  for (const id of parties) await enrol(id, { sector: 'education', roles });
  const flows = ['school', 'stranger'].flatMap((to, n) => [
    plainFlow(2 * n + 1, { from: 'health', to, categories: ['attendance'] }),
    plainFlow(2 * n + 2, {
      ...{ from: 'health', to, categories: ['health-visit'], route: 'consent', consentRequired: true },
      basis: { article6: 'a' },
    }),
  ]);
  const signatories = new Map(parties.map((party) => [party, as(party, 'head')]));
  await agree({ administrator, parties: signatories, startsOn: since.from, flows });
  const { items } = await as('school', 'head').get('/agreements').expect(200);
  const wanted = { agreementId: items[0].id, role: 'dsl', purpose: 'early-help', delivery: 'kafka' };
  for (const agency of ['school', 'stranger']) {
    const body = { ...wanted, categories: CATEGORIES, types: CHOSEN_TYPES };
    const { id } = await as(agency, 'head').post('/subscriptions', body).created();
    await administrator.post(`/subscriptions/${id}/approvals`, {}).created();
  }
};

/** People whom health and the school work with, and a source of what happens to them. */
export const feedWorld = async ({ as }: Partnership, next: () => number) => {
  const [health, school] = [as('health', 'dsl'), as('school', 'dsl')];
  const people: string[] = [];
  const done: Done = { steadyNotes: [], answered: 0, refused: 0 };
  const notes = new Map<string, string[]>();
  const open = { consents: [] as string[][], involvements: [] as string[][], restrictions: [] as string[][] };

  const send = async (agent: Agent, path: string, body: object): Promise<string | undefined> => {
    const { status, body: answer, text } = await persistently(agent, path, body);
    if (status >= 500 || status === 401) throw new Error(`${path} was answered ${status}: ${text}`);
    done.answered += 1;
    if (status !== 201) done.refused += 1;
    return status === 201 ? (answer as { id: string }).id : undefined;
  };

  const involve = async (person: string): Promise<void> => {
    const id = await send(school, `/people/${person}/involvements`, { workers: [], service: 'School', ...since });
    if (id !== undefined) open.involvements.push([person, id]);
  };

  const note = async (person: string, category: string): Promise<void> => {
    const id = await send(health, '/case-notes', noteAbout(person, category));
    if (id === undefined) return;
    notes.set(person, [...(notes.get(person) ?? []), id]);
    if (people.indexOf(person) < STEADY && category === 'attendance') done.steadyNotes.push(id);
  };

  for (let count = 0; count < PEOPLE; count += 1) {
    const name = { given: `Known${count}`, family: 'Example' };
    people.push((await health.post('/people', { name, dateOfBirth: '1990-01-01' }).created()).id);
    await involve(people[count]!);
  }
  for (const person of people.slice(0, STEADY)) await note(person, 'attendance');

  const taken = (from: string[][]): readonly string[] | undefined =>
    from.splice(Math.floor(next() * from.length), 1)[0];
  const fickle = (): string => oneOf(people.slice(STEADY), next);
  /** Mostly the last one. */
  const noteOf = (person: string): string | undefined => {
    const all = notes.get(person) ?? [];
    return next() < 0.7 ? all.at(-1) : oneOf(all, next);
  };

  const ofNote = async (what: string, person: string, body: object): Promise<void> => {
    const id = noteOf(person);
    if (id !== undefined) await send(health, `/case-notes/${id}/${what}`, body);
  };
  const restriction = { kind: 'court-order', custodians: [], workers: [], ...since };

  /** Written, and taken back while it is on its way or after. */
  const takenBack = async (what: string, body: object): Promise<void> => {
    const person = fickle();
    await note(person, 'attendance');
    await ofNote(what, person, body);
  };
  const lift = async (): Promise<void> => {
    const [person, id] = taken(open.restrictions) ?? [];
    if (person !== undefined) await send(health, `/people/${person}/restrictions/${id}/liftings`, {});
  };

  const ACTS: readonly (() => Promise<unknown>)[] = [
    ...[1, 2, 3, 4].map(() => () => note(oneOf(people.slice(0, STEADY), next), 'attendance')),
    ...[1, 2, 3].map(() => () => note(fickle(), 'attendance')),
    ...[1, 2].map(() => () => note(oneOf(people, next), 'health-visit')),
    () => {
      const { passages } = noteAbout(people[0]!, '') as { passages: { subjects: string[] }[] };
      const person = oneOf(people, next);
      const about = passages.map((passage) => ({ ...passage, subjects: [person] }));
      return ofNote('corrections', person, { passages: about, because });
    },
    () => takenBack('errors', { because }),
    () => takenBack('restrictions', restriction),
    async () => {
      const person = fickle();
      const id = await send(health, '/consents', consentOf(person, 'permit'));
      if (id !== undefined) open.consents.push([person, id]);
    },
    async () => {
      const [subject, id] = taken(open.consents) ?? [];
      if (subject !== undefined) await send(health, `/consents/${id}/withdrawals`, { subject });
    },
    () => involve(fickle()),
    async () => {
      const [person, id] = taken(open.involvements.filter(([one]) => people.indexOf(one!) >= STEADY)) ?? [];
      const ending = { until: new Date().toISOString() };
      if (person !== undefined) await send(school, `/people/${person}/involvements/${id}/endings`, ending);
    },
    async () => {
      const person = fickle();
      const id = await send(health, `/people/${person}/restrictions`, restriction);
      if (id !== undefined) open.restrictions.push([person, id]);
    },
    lift,
    lift,
  ];

  return {
    done,
    people,
    act: (): Promise<unknown> => oneOf(ACTS, next)(),
    /** One more note that is told: once it has been, everything before it has been dealt with. */
    finish: (): Promise<void> => note(people[0]!, 'attendance'),
  };
};

import { randomUUID } from 'node:crypto';
import { agree, plainFlow } from '../e2e/agreed.js';
import { withHub, type Agent, type Answer } from '../e2e/hub.js';
import { ROLES } from './roles.js';

const hub = withHub({ at: '2026-06-30T09:00:00.000Z' });

const since = { from: '2026-06-01T00:00:00.000Z' };
const purpose = 'early-help';
const as = (agency: string, role: string): Agent => hub().as(agency, role);
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** An answer without what is new every time: ids, in the order in which they come. */
const shapeOf = ({ status, text }: Answer): string => {
  const names = new Map<string, string>();
  const named = text.replaceAll(UUID, (id) => {
    names.set(id, names.get(id) ?? `id-${String(names.size)}`);
    return names.get(id)!;
  });
  return `${String(status)} ${named}`;
};

const person = async (given: string): Promise<string> =>
  (
    await as('health', 'dsl')
      .post('/people', { name: { given, family: 'Example' } })
      .created()
  ).id as string;

const noteAbout = async (subject: string, more: object = {}, agent = as('health', 'dsl')): Promise<string> => {
  const passages = [{ text: 'words', subjects: [subject], thirdParties: [], location: 'checked' }];
  return (await agent.post('/case-notes', { category: 'attendance', labels: [], passages, ...more }).created())
    .id as string;
};

const deals = (agency: string, id: string, more: object = {}) =>
  as(agency, 'dsl')
    .post(`/people/${id}/involvements`, { workers: [], service: 'Works with them', ...since, ...more })
    .created();

const REVISION = /("register":)\d+/g;
const INSTANT = /2026-06-30T\d\d:\d\d:\d\d\.\d{3}Z/g;

/** Everything that an officer can read of one question about a note, which was answered with 404. */
const readOf = async (note: string, agency = 'school'): Promise<readonly string[]> => {
  const before = await hub().store.head();
  const later = async (answer: PromiseLike<Answer>): Promise<Answer> => {
    const got = await answer;
    hub().clock.advance({ seconds: 1 });
    return got;
  };
  const entries = async () => {
    const events = await hub().store.page(before, 100);
    return events.filter(({ stream }) => stream.startsWith('disclosure-'));
  };
  const asked = await later(as(agency, 'dsl').get(`/case-notes/${note}`, { purpose }));
  const officer = as(agency, 'ig');
  const [entry] = await entries();
  const id = entry!.stream.slice('disclosure-'.length);
  const from = entry!.recordedAt;
  const search = (more: object, accept = 'application/json') =>
    later(officer.post('/disclosures:search', { from, ...more }, { headers: { accept } }));
  // Whatever moves meanwhile, in the register and about the child.
  await hub()
    .administrator.post('/agencies', { id: `a-${id.slice(0, 8)}`, name: id, sector: 'council', powers: [] })
    .created();
  await deals('health', child);
  const replay = await later(officer.post(`/disclosures/${id}:replay`));
  const reading = (await entries()).at(-1)!.stream.slice('disclosure-'.length);
  const answers = [
    asked,
    await later(officer.get(`/disclosures/${id}`)),
    replay,
    // What the officer has read leaves an entry as well.
    await later(officer.get(`/disclosures/${reading}`)),
    await search({ kind: 'denial' }),
    await search({ kind: 'disclosure' }),
    await search({ outcome: 'deny' }),
    await search({ outcome: 'partial' }),
    await search({ worker: `${agency}-dsl` }),
    await search({ kind: 'denial' }, 'text/csv'),
    await search({ kind: 'denial' }, 'application/jsonl'),
  ];
  expect(asked.status).toBe(404);
  return answers.map((answer) => shapeOf(answer).replaceAll(INSTANT, 'an instant').replaceAll(REVISION, '$1 n'));
};

let child: string;
const hidden = { nobody: '', stranger: '', unlisted: '', barred: '', refused: '', inError: '' };

beforeAll(async () => {
  for (const id of ['school', 'health']) await hub().enrol(id, { roles: ROLES });
  const parties = new Map(['school', 'health'].map((party) => [party, as(party, 'head')]));
  const to = { from: 'health', to: 'school' };
  const flows = [
    plainFlow(1, { ...to, categories: ['identity', 'attendance'] }),
    plainFlow(2, { ...to, categories: ['injury'], route: 'consent', basis: { article6: 'a' }, consentRequired: true }),
  ];
  await agree({ administrator: hub().administrator, parties, startsOn: since.from, flows });
  child = await person('Ada');
  const stranger = await person('Bea');
  await deals('school', child);
  hidden.nobody = randomUUID();
  hidden.stranger = await noteAbout(stranger);
  hidden.unlisted = await noteAbout(child, { category: 'housing-need' });
  const handling = [
    { kind: 'police-handling', custodians: [{ agency: 'health', roles: [], purposes: [] }], workers: [], ...since },
  ];
  hidden.barred = await noteAbout(child, { handling });
  hidden.refused = await noteAbout(child, { category: 'injury' });
  hidden.inError = await noteAbout(child);
  await as('health', 'dsl').post(`/case-notes/${hidden.inError}/errors`, { because: 'Another child.' }).created();
});

describe('an officer whose agency asked for a note that does not show', () => {
  it.each(Object.keys(hidden).filter((name) => name !== 'nobody') as (keyof typeof hidden)[])(
    'reads what is read of one that does not exist: %s',
    async (name) => {
      expect(await readOf(hidden[name])).toEqual(await readOf(hidden.nobody));
    },
  );

  it('reads of its own agency’s note whom it is about and why it does not show', async () => {
    const note = await noteAbout(child, {}, as('school', 'dsl'));
    const sealed = { kind: 'named-worker-exclusion', custodians: [], workers: ['school-dsl'], ...since };
    await as('school', 'dsl').post(`/case-notes/${note}/restrictions`, sealed).created();
    const [, entry, replay] = await readOf(note);
    expect(entry).toMatch(/"subjects":\["id-2"\],"reasons":\[[^\]]*"WORKER_EXCLUDED"/);
    expect(replay).toContain('WORKER_EXCLUDED');
    expect(replay).toContain('person-id-');
  });
});

/**
 * Whatever is sent to the hub that it cannot use: it says so in one published shape, keeps nothing, and repeats nothing.
 *
 * The tables beside this file are lists for reading: a kind of bad input, and the status and code that answer it.
 */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expectProblem, type Answer } from '../e2e/agent.js';
import { withHubProcess } from '../faults/hub/index.js';
import { ADDRESSES } from './addresses.js';
import { BODIES } from './bodies.js';
import { foundIn, ownTextsOf } from './echoes.js';
import { HEADERS } from './headers.js';
import { consent, MARK, note, person, type Kind, type World } from './kind.js';
import { MEANINGS } from './meanings.js';
import { answersIn, send, sendBytes } from './send.js';
import { TOKENS } from './tokens.js';
import { GARBAGE } from './wire.js';

const hub = withHubProcess({ logLevel: 'trace' });
const document = readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8');

/** Every text that was sent and is nobody else's; none of them may stand in the hub's log. */
const sent = new Set<string>();
let world: World;

const terms = (title: string) => ({
  title,
  kind: 'sharing',
  parties: ['school', 'health'],
  startsOn: '2026-06-01T00:00:00.000Z',
  clauses: {},
  flows: [],
});

/** One name is recorded by `closed` once, by `school` and `health` twice: so many pairs of two agencies' records look alike. */
const ALIKE = 8;

/** Resolves when the hub has proposed all of them, and adds nothing to the log by itself any more. */
const allProposed = async (): Promise<void> => {
  const { store } = hub();
  let proposed = 0;
  for await (const batch of store.follow(store.start, AbortSignal.timeout(90_000))) {
    proposed += batch.filter(({ type }) => type === 'MatchProposed').length;
    if (proposed === ALIKE) return;
  }
  throw new Error(`${String(proposed)} of ${String(ALIKE)} matches have been proposed`);
};

beforeAll(async () => {
  const { partnership, issuer } = hub();
  await partnership.enrol('school', {
    sector: 'education',
    roles: { dsl: [], 'removed-role': [], head: ['administrator'], ig: ['information-governance'] },
  });
  await partnership.enrol('health', { sector: 'health', roles: { visitor: [] } });
  await partnership.enrol('closed', { roles: { dsl: [], ig: ['information-governance'], steward: ['steward'] } });
  const own = await partnership.as('closed', 'dsl').post('/people', person).created();
  await partnership.as('closed', 'dsl').get(`/people/${own.id}/view`, { purpose: 'early-help' }).expect(200);
  const [school, administrator] = [partnership.as('school', 'dsl'), partnership.as('partnership', 'administrator')];
  const removed = { issuer: 'https://development.concord.invalid', clientId: 'removed-client' };
  await administrator.post('/agencies/school/clients', removed).created();
  await administrator.post('/agencies/school/client-removals', removed).created();
  await administrator.post('/agencies/school/role-removals', { code: 'removed-role' }).created();

  const usedKey = randomUUID();
  const child = (await school.post('/people', person, { key: usedKey }).created()).id;
  const [head, health] = [partnership.as('school', 'head'), partnership.as('health', 'visitor')];
  const { id: agreement, version } = await head.post('/agreements', { terms: terms('One') }).created();
  await head.post(`/agreements/${agreement}/proposals`, { version }).created();
  await head.post('/agreements', { terms: terms('Two') }).created();
  const joined = { role: 'child', from: '2026-06-01T00:00:00.000Z' };
  const members = [{ personId: child, ...joined }];
  const family = (await school.post('/families', { members }).created()).id;
  const strangersKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const ids = { child, family, agreement, consent: '' };
  const cursors = { own: '', ofColleague: '', ofHealth: '', ofChronology: '', ofAgencies: '' };
  world = { issuer, strangersKey, usedKey, ids, cursors };
  await school.post('/case-notes', note(world)).created();
  ids.consent = (await school.post('/consents', consent(world)).created()).id;

  for (const agent of [school, health, health]) await agent.post('/people', person).created();
  const next = async (agent: typeof school, list: string): Promise<string> =>
    (await agent.get(list, { purpose: 'early-help', query: { limit: 1 } }).expect(200)).page.next as string;
  cursors.own = await next(school, '/caseload');
  cursors.ofColleague = await next(head, '/caseload');
  cursors.ofHealth = await next(health, '/caseload');
  cursors.ofChronology = await next(school, `/families/${family}/chronology`);
  cursors.ofAgencies = await next(school, '/agencies');
  await administrator.post('/agencies/closed/suspensions', { reason: 'other' }).created();
  await allProposed();
});

const KEYS = ['code', 'detail', 'errors', 'instance', 'retryable', 'status', 'title', 'type'];

/** The published shape, and nothing beside it. */
const expectPublished = (answer: Answer, status: number, code?: string): void => {
  expect([answer.status, answer.body.code]).toEqual([status, code ?? answer.body.code]);
  expectProblem(answer);
  expect(KEYS).toEqual(expect.arrayContaining(Object.keys(answer.body)));
  expect(answer.body.type).toBe(`/problems/${answer.body.code}`);
  if (status === 401) expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /);
};

const everythingIn = ({ headers, text }: Answer): string => JSON.stringify([...headers, text]);

const isRefused = async ([, request, status, code]: Kind): Promise<void> => {
  const asked = request(world);
  const texts = ownTextsOf(asked, document);
  for (const text of texts) sent.add(text);
  const before = await hub().store.head();
  const answer = await send(hub().url, asked);
  expectPublished(answer, status, code);
  expect(foundIn(everythingIn(answer), texts)).toEqual([]);
  expect(await hub().store.head()).toBe(before);
};

const refuses = (title: string, kinds: readonly Kind[]): void =>
  describe(`refused for ${title}`, () => {
    it.each(kinds.map((kind) => [kind[0], kind] as const))('%s', (_, kind) => isRefused(kind));
  });

refuses('who calls', TOKENS);
refuses('how the body is written', BODIES);
refuses('what the body means', MEANINGS);
refuses('what the address says', ADDRESSES);
refuses('what the headers say', HEADERS);

describe('refused for being no request', () => {
  it.each(GARBAGE.map((each) => [each[0], each] as const))('%s', async (_, [, bytes, status]) => {
    const before = await hub().store.head();
    const text = await sendBytes(hub().url, bytes(world));
    const answers = answersIn(text);
    // One answer: what is read as one request is never answered as two.
    expect(answers).toHaveLength(1);
    expectPublished(answers[0]!, status);
    expect(foundIn(text, [MARK])).toEqual([]);
    expect(await hub().store.head()).toBe(before);
  });
});

it('answers a caller of the time before there were hosts', async () => {
  const text = await sendBytes(hub().url, 'GET /ping HTTP/1.0\r\n\r\n');
  expect(text).toMatch(/^HTTP\/1\.1 200 /);
});

describe('an agency that is suspended', () => {
  const closed = (role = 'dsl') => hub().partnership.as('closed', role);
  const purpose = 'early-help';

  it('is told nothing: what exists and what does not are one 404, recorded as denials', async () => {
    for (const id of [world.ids.child, randomUUID()])
      for (const path of [`/people/${id}/view`, `/families/${id}/view`, `/case-notes/${id}`, `/people/${id}/consents`])
        expectPublished(await closed().get(path, { purpose }), 404, 'request/not-found');
  });

  it('is shown none of its own lists, and decides nothing', async () => {
    const sought = { purpose, name: person.name, dateOfBirth: person.dateOfBirth };
    for (const list of [closed().get('/caseload', { purpose }), closed().post('/people:search', sought)])
      await list.expect(200, { items: [], page: {} });
    expectPublished(await closed('ig').post('/disclosures:search', {}), 403, 'trail/not-information-governance');
    expectPublished(await closed('steward').get('/matches'), 403, 'request/agency-suspended');
    for (const decision of ['confirmations', 'rejections'])
      expectPublished(await closed('steward').post(`/matches/m1/${decision}`), 403, 'request/agency-suspended');
  });
});

describe('what only looks bad', () => {
  const names = {
    'a name in Arabic, from right to left': 'محمد',
    'a name with an apostrophe and a hyphen': "O'Brien-Søndergård",
    'a name in emoji': '👩‍👧',
    'a name that is HTML': '<script>alert(1)</script>',
    'a name that is SQL': "Robert'); DROP TABLE log.events;--",
    'a name that is a template': '${7*7}{{7*7}}%s%n',
    'a name that is a word of JavaScript': 'constructor',
    'a name that is a pattern': '%_*?',
  };

  it.each(Object.entries(names))('%s is a name, and comes back as it was given', async (_, given) => {
    const school = hub().partnership.as('school', 'dsl');
    const { id } = await school.post('/people', { name: { given, family: 'Lisle' } }).created();
    const { items } = await school.get(`/people/${id}/view`, { purpose: 'early-help' }).expect(200);
    expect(JSON.stringify(items)).toContain(JSON.stringify(given).slice(1, -1));
    sent.add(given);
  });

  it('a pattern is sought as it stands, and finds nobody', async () => {
    const school = hub().partnership.as('school', 'dsl');
    for (const pattern of ['%', '_', '*', '.*', "' or 1=1 --"]) {
      const body = {
        purpose: 'early-help',
        name: { given: pattern, family: pattern },
        dateOfBirth: person.dateOfBirth,
      };
      const answer = await school.post('/people:search', body);
      // What holds neither letter nor digit is no name to search by.
      if (answer.status === 200) expect(answer.body.items).toEqual([]);
      else expectPublished(answer, 422, 'search/too-wide');
    }
  });
});

it('leaves not one of these texts in the log of the hub', async () => {
  await hub().partnership.as('school', 'dsl').get('/agencies').expect(200);
  const log = hub().log();
  expect(log.split('\n').length).toBeGreaterThan(sent.size / 10);
  expect(log).toContain('"route":"/v1/people"');
  expect(foundIn(log, sent)).toEqual([]);
});

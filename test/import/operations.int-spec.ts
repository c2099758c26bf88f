import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeptAppend } from '@hub/eventsourcing';
import { postgresLogImage } from '@hub/postgres';
import { startTestDatabase, withDatabases, type TestDatabase } from '@hub/postgres/testing';
import { allProjections, caseload } from '@hub/projections';
import { runCli } from '../../apps/cli/index.js';
import type { Hub } from '../../apps/hub/start.js';
import { startOverheard } from '../logs/index.js';
import { configOf } from '../e2e/config.js';
import { agentOf, type Agent } from '../e2e/agent.js';

const kek = randomBytes(32).toString('base64');
const folder = mkdtempSync(join(tmpdir(), 'concord-operations-'));
const CLIENT = 'concord-partnership';
const users = [
  { id: 'administrator', clientId: CLIENT, worker: 'administrator', role: 'administrator' },
  { id: 'worker', clientId: 'council-client', worker: 'amal', role: 'social-worker' },
  { id: 'officer', clientId: 'council-client', worker: 'bo', role: 'ig' },
];

let database: TestDatabase;
let hub: Hub;
let disclosureId = '';

const as = (id: string, seen = { position: hub.store.start }): Agent =>
  agentOf({ hub, seen, token: () => hub.tokenFor(id) });

const enrol = async (): Promise<void> => {
  const administrator = as('administrator');
  await administrator.post('/agencies', { id: 'council', name: 'Council', sector: 'council', powers: [] }).created();
  for (const [code, functions] of [
    ['social-worker', ['practitioner']],
    ['ig', ['information-governance']],
  ])
    await administrator.post('/agencies/council/roles', { code, title: code, reach: 'agency', functions }).created();
  await administrator.post('/agencies/council/clients', { clientId: 'council-client' }).created();
};

beforeAll(async () => {
  database = await startTestDatabase({ durable: true });
  ({ hub } = await startOverheard({
    config: configOf(folder, database, { kek, logLevel: 'silent' }),
    clock: () => new Date(),
    users,
  }));
  await enrol();
  const worker = as('worker');
  const body = { name: { given: 'Ada', family: 'Example' }, dateOfBirth: '2016-02-03' };
  const { id } = await worker.post('/people', body).created();
  ({ disclosureId } = await worker.get(`/people/${id}/view`, { purpose: 'child-in-need' }).expect(200));
  await hub.waitFor(await hub.store.head());
});

afterAll(async () => {
  await hub.stop();
  await database.close();
});

const operate = async (args: readonly string[], change: NodeJS.ProcessEnv = {}) => {
  const said = { out: '', err: '' };
  const code = await runCli(args, {
    out: { write: (text) => (said.out += text) },
    err: { write: (text) => (said.err += text) },
    environment: {
      DATABASE_URL: database.appUrl,
      DATABASE_OWNER_URL: database.ownerUrl,
      CONCORD_KEK: kek,
      CONCORD_DATA_DIR: folder,
      ...change,
    },
    clock: () => Date.now(),
    interrupted: new AbortController().signal,
  });
  return { code, ...said };
};

const governing = async (...args: readonly string[]) =>
  operate([...args, '--url', hub.url], { CONCORD_TOKEN: (await hub.tokenFor('officer')) ?? '' });

describe('the doctor', () => {
  it('finds nothing that fails with a hub that is well', async () => {
    const { code, out } = await operate(['doctor']);
    expect(out).not.toMatch(/^fail/m);
    expect(code).toBe(0);
    for (const what of [
      'configuration',
      'keys',
      'database',
      'role',
      'clock',
      'migrations',
      'sealed content',
      'view trail',
    ])
      expect(out).toMatch(new RegExp(`^pass +${what} `, 'm'));
    expect(out).toMatch(/^warn +issuer .*\n +-> set OIDC_ISSUER/m);
    expect(out).not.toContain(kek);
  });

  it('says what is wrong and what to do, and no secret', async () => {
    const other = await operate(['doctor'], { CONCORD_KEK: randomBytes(32).toString('base64') });
    expect([other.code, other.out]).toEqual([
      3,
      expect.stringMatching(/^fail +sealed content .*\n +-> set CONCORD_KEK/m),
    ]);
    const unreachable = 'postgres://somebody:hush@127.0.0.1:1/concord';
    const away = await operate(['doctor'], { DATABASE_URL: unreachable, DATABASE_OWNER_URL: unreachable });
    expect([away.code, away.out]).toEqual([3, expect.stringMatching(/^fail +database .*\n +-> check DATABASE_URL/m)]);
    expect(away.out + away.err).not.toContain('hush');
    const misspelt = await operate(['doctor'], { CONCORD_PROT: '80' });
    expect([misspelt.code, misspelt.out]).toEqual([3, expect.stringContaining('did you mean CONCORD_PORT?')]);
  });

  it('warns of a role that could change what it has to keep to', async () => {
    const { code, out } = await operate(['doctor'], { DATABASE_URL: database.ownerUrl });
    expect([code, out]).toEqual([0, expect.stringMatching(/^warn +role .*owns its tables/m)]);
  });

  it('speaks JSON to programs', async () => {
    const { out } = await operate(['doctor', '--json']);
    const findings = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(findings).toContainEqual(expect.objectContaining({ event: 'finding', what: 'database', verdict: 'pass' }));
  });
});

describe('views', () => {
  it('are what the log makes of them', async () => {
    const { code, out } = await operate(['verify']);
    const views = allProjections((field) => field).map(({ name }) => name);
    expect([code, out.match(/^[\w-]+(?=: is what)/gm)]).toEqual([0, views]);
    expect(out).not.toContain('DIFFERS');
  });

  it('that were tampered with are found, and made anew while the hub serves', async () => {
    const [table] = caseload.tables;
    await database.owner.query(`delete from read."${table!.name}"`);
    const spoiled = await operate(['verify', 'caseload']);
    expect(spoiled).toMatchObject({
      code: 3,
      out: expect.stringContaining('put it right with: concord rebuild caseload'),
    });
    expect(spoiled.out).toContain('0 rows, 1 made anew');
    expect(await operate(['rebuild', 'caseload'])).toMatchObject({ code: 0 });
    expect((await operate(['verify', 'caseload'])).code).toBe(0);
  });

  it('have names', async () => {
    const { code, err } = await operate(['rebuild', 'nonsense']);
    expect([code, err]).toEqual([2, expect.stringContaining('there are items, content, caseload')]);
  });
});

describe('the trail', () => {
  const newFile = (ending: string): string => join(folder, `${randomUUID()}.${ending}`);

  it('is written to a file for people and for programs, without a value of anybody', async () => {
    const [csv, jsonl] = [newFile('csv'), newFile('jsonl')];
    expect(await governing('export', '--out', csv)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+ entries/),
    });
    expect((await governing('export', '--out', jsonl, '--format', 'jsonl', '--kind', 'disclosure')).code).toBe(0);
    expect(readFileSync(csv, 'utf8')).toContain(disclosureId);
    const rows = readFileSync(jsonl, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(rows).toMatchObject([{ disclosureId, kind: 'disclosure' }]);
    expect(readFileSync(csv, 'utf8') + readFileSync(jsonl, 'utf8')).not.toMatch(/Ada|Example|2016-02-03/);
  });

  it('takes the place of no file, and leaves no half of one', async () => {
    const file = newFile('csv');
    await governing('export', '--out', file);
    const before = readFileSync(file, 'utf8');
    expect(await governing('export', '--out', file)).toMatchObject({
      code: 2,
      err: expect.stringContaining('there already'),
    });
    expect(readFileSync(file, 'utf8')).toBe(before);
    const forWorker = newFile('csv');
    const token = (await hub.tokenFor('worker')) ?? '';
    const denied = await operate(['export', '--out', forWorker, '--url', hub.url], { CONCORD_TOKEN: token });
    expect([denied.code, existsSync(forWorker), existsSync(`${forWorker}.partial`)]).toEqual([4, false, false]);
  });

  it('is decided again', async () => {
    const { code, out } = await governing('replay', disclosureId);
    expect([code, out]).toEqual([0, expect.stringContaining('decided again: the same')]);
    expect(await governing('replay', randomUUID())).toMatchObject({
      code: 4,
      err: expect.stringContaining('request/not-found'),
    });
  });
});

const anAppend = (): KeptAppend => {
  const [stream, revision, position] = ['note-1', 0, '1'];
  const event = {
    id: randomUUID(),
    type: 'SomethingElse',
    data: '{}',
    metadata: '{}',
    recordedAt: '2026-01-01T00:00:00.000Z',
  };
  const claim = { agency: 'council', commandId: 'c', requestMac: 'mac' };
  return { claim, stream, revision, position, events: [{ ...event, revision, position }] };
};

describe('the log', () => {
  const databases = withDatabases();

  it('is copied whole to another place, and compared with what is there', async () => {
    const { ownerUrl, owner } = await databases();
    const copied = await operate(['log', 'copy', '--to', ownerUrl]);
    expect(copied).toMatchObject({ code: 0, out: expect.stringMatching(/^[1-9]\d* events copied\n$/) });
    const checked = await operate(['log', 'copy', '--to', ownerUrl, '--check']);
    expect(checked).toMatchObject({ code: 0, out: expect.stringContaining('both logs hold the same') });
    expect(await operate(['log', 'copy', '--to', ownerUrl])).toMatchObject({ code: 0, out: '0 events copied\n' });

    await owner.query('alter table log.events disable trigger all');
    await owner.query(`update log.events set metadata = metadata || ' ' where position = 1`);
    const spoiled = await operate(['log', 'copy', '--to', ownerUrl, '--check']);
    expect(spoiled).toMatchObject({ code: 3, out: expect.stringContaining('the logs DIFFER') });
  });

  it('goes to no place that is not named, nor one where something else is', async () => {
    expect(await operate(['log', 'copy'])).toMatchObject({ code: 2, err: expect.stringContaining('--to') });
    expect(await operate(['log', 'copy', '--to', 'mysql://nowhere'])).toMatchObject({ code: 2 });
    const { ownerUrl } = await databases();
    const image = await postgresLogImage(ownerUrl);
    await image.add([anAppend()]);
    await image.close();
    expect(await operate(['log', 'copy', '--to', ownerUrl])).toMatchObject({
      code: 4,
      err: expect.stringContaining('nothing was changed'),
    });
  });
});

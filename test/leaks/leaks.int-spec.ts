/**
 * After everything that can be told to a hub was told to it: where does it stand?
 *
 * One run from end to end, of a hub as it ships with the PostgreSQL that is embedded in it, at the most talkative log
 * level. Then every column of every table, the hub's log, PostgreSQL's log, the files beside the data and every answer are
 * searched, for the words as they are and as hexadecimal, base 64, UTF-16, percent-encoded, and hashed without a key.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { runFolder } from '@hub/postgres/testing';
import {
  partnershipAt,
  startHubProcess,
  startIssuer,
  type HubProcess,
  type OutsideIssuer,
} from '../faults/hub/index.js';
import { columnsOf, searchDatabase } from './dump.js';
import { secretsIn } from './forms.js';
import { enrolEverybody, tellEverything, type Heard } from './run.js';
import { CONTENT, SECRETS } from './secrets.js';

/** The one place where what was told stands in clear: behind row-level security, and made anew from the log at any time. */
const IN_CLEAR = 'read.item_content';

const folder = runFolder('leaks');
const dataDir = join(folder, 'data');
const heard: Heard[] = [];
let issuer: OutsideIssuer;
let hub: HubProcess;
let database: pg.Client;

const superuser = (): pg.Client => {
  const port = Number(readFileSync(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[3]);
  const { admin } = JSON.parse(readFileSync(join(dataDir, 'passwords.json'), 'utf8')) as { admin: string };
  return new pg.Client({ host: '127.0.0.1', port, user: 'concord_admin', password: admin, database: 'concord' });
};

beforeAll(async () => {
  issuer = await startIssuer();
  hub = await startHubProcess({ dataDir, issuer, logLevel: 'trace' });
  const partnership = partnershipAt({ url: () => hub.url, issuer, isAfter: (a, b) => BigInt(a) > BigInt(b) });
  await enrolEverybody(partnership);
  await tellEverything(partnership, heard);
  database = superuser();
  // The hub takes its PostgreSQL down with it.
  database.on('error', () => undefined);
  await database.connect();
}, 120_000);

afterAll(async () => {
  await database.end().catch(() => undefined);
  await hub.stop();
  issuer.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('what was told', () => {
  it('stands in the content tables, so that the search can find it, and nowhere else in the database', async () => {
    const found = await searchDatabase(database);
    const inClear = found.filter(({ table }) => table === IN_CLEAR).map(({ secret }) => secret);
    expect(inClear).toEqual(expect.arrayContaining([...CONTENT]));
    expect(found.filter(({ table }) => table !== IN_CLEAR)).toEqual([]);
    // Every schema was looked into.
    const schemas = new Set((await columnsOf(database)).map(({ schema }) => schema));
    expect([...schemas]).toEqual(expect.arrayContaining(['hub', 'log', 'read', 'vault']));
  });

  it('names no stream, no id and no type, and is in the metadata of no event', async () => {
    const { rows } = await database.query<{ named: string; metadata: Buffer }>(
      `select concat_ws(' ', stream, id, type) as named, metadata from log.events`,
    );
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.flatMap(({ named, metadata }) => [...secretsIn(named), ...secretsIn(metadata)])).toEqual([]);
  });

  it('is in no line of the log of the hub', () => {
    const lines = hub.log().split('\n');
    expect(lines.filter((line) => line.includes('"msg":"request"')).length).toBeGreaterThanOrEqual(heard.length);
    expect(lines.filter((line) => secretsIn(line).length > 0)).toEqual([]);
  });

  it('is in no file beside the data, the log of PostgreSQL included', () => {
    const files = readdirSync(dataDir, { withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map(({ name }) => name)).toContain('postgres.log');
    expect(
      files.flatMap(({ name }) => secretsIn(readFileSync(join(dataDir, name))).map((secret) => [name, secret])),
    ).toEqual([]);
  });
});

describe('no answer', () => {
  const answers = () => heard.map(({ answer }) => answer);

  it('holds it in a header', () => {
    expect(answers().flatMap(({ headers }) => secretsIn(JSON.stringify([...headers])))).toEqual([]);
  });

  it('repeats it in an error', () => {
    const errors = answers().filter(({ status }) => status >= 400);
    expect(errors.length).toBeGreaterThanOrEqual(10);
    expect(errors.filter(({ status }) => status >= 500)).toEqual([]);
    expect(errors.flatMap(({ text }) => secretsIn(text))).toEqual([]);
  });

  it('holds it at all, but views through the door', () => {
    const views = heard.filter(({ isView }) => isView);
    expect(views.flatMap(({ answer }) => secretsIn(answer.text))).toEqual(
      expect.arrayContaining(['correctedNote', 'story']),
    );
    const others = heard.filter(({ isView }) => !isView);
    expect(others.flatMap(({ path, answer }) => secretsIn(answer.text).map((secret) => [path, secret]))).toEqual([]);
  });
});

describe('when the database refuses a row', () => {
  it('neither the hub nor PostgreSQL tells what was in it', async () => {
    await database.query(`alter table read.item_content add constraint nothing_more check (passage is null) not valid`);
    const { as } = partnershipAt({ url: () => hub.url, issuer, isAfter: (a, b) => BigInt(a) > BigInt(b) });
    const { id } = await as('health', 'visitor')
      .post('/people', { name: { given: SECRETS.given, family: SECRETS.family } })
      .created();
    expect((await as('health', 'visitor').get(`/people/${id}/view`, { purpose: 'safeguarding' })).status).toBe(503);
    const failures = () =>
      database.query<{ failure: string }>('select failure from read.checkpoints where failure is not null');
    // The reader is sent away as soon as it has waited; the row may be refused a moment later.
    while ((await failures()).rowCount === 0) await sleep(20);
    const ofPostgres = readFileSync(join(dataDir, 'postgres.log'), 'utf8');
    expect(ofPostgres).toContain('nothing_more');
    expect(secretsIn(ofPostgres)).toEqual([]);
    expect(secretsIn(hub.log())).toEqual([]);
    const { rows } = await failures();
    expect(rows.flatMap(({ failure }) => secretsIn(failure))).toEqual([]);
  });

  it('the hub still stops when it is told to, and leaves nothing more behind', async () => {
    const stopped = hub.stop().then(() => 'stopped');
    expect(await Promise.race([stopped, sleep(60_000, 'not yet', { ref: false })])).toBe('stopped');
    expect(secretsIn(hub.log())).toEqual([]);
  });
});

import type { EventStore } from '@hub/eventsourcing';
import { logMigrations, migrate, postgresEventStore, transaction } from '../index.js';
import { withPostgres } from '../testing/index.js';
import { projector, readStore, type ReadStore } from './index.js';
import { allProjections } from './testing/all-projections.js';
import { invented, openVault, register, writeTo } from './testing/a-log-of-events.js';

const database = withPostgres();
let store: EventStore;
let views: ReadStore;
let passages: readonly string[];
let some: readonly string[];

const asApp = <R extends object>(sql: string, values: unknown[] = []) => database().app.query<R>(sql, values);
const contentRows = 'select passage from read.item_content';
const permitted = (ids: readonly string[]): string => `{${ids.map((id) => JSON.stringify(id)).join(',')}}`;

/** As an attacker who has the application's role and may say anything in one transaction. */
const inOne = (...statements: readonly string[]) =>
  transaction(database().app, async (client) => {
    let last = 0;
    for (const statement of statements) last = (await client.query(statement)).rowCount ?? 0;
    return last;
  });

beforeAll(async () => {
  await migrate(database().owner, logMigrations);
  store = postgresEventStore({ connectionString: database().appUrl, now: () => new Date().toISOString() });
  const projections = allProjections.map(({ name }) => name);
  views = readStore({ pools: database(), store, now: () => '', projections });
  await writeTo(store, [...register(), ...invented(1, 400)]);
  const made = projector({ store, vault: openVault, pools: database(), projections: allProjections, board: views });
  await made.start();
  await views.waitFor(await store.head(), 60_000);
  await made.stop();
  const { rows } = await database().owner.query<{ passage: string }>(`${contentRows} order by passage`);
  passages = rows.map(({ passage }) => passage);
  some = passages.slice(0, 3);
});
afterAll(() => store.close());

describe('content, for the role of the application', () => {
  it('is nothing where nothing is permitted', async () => {
    expect(passages.length).toBeGreaterThan(100);
    expect((await asApp(contentRows)).rowCount).toBe(0);
    expect((await asApp('select count(*)::int as n from read.item_content')).rows).toEqual([{ n: 0 }]);
    expect(await inOne(`select set_config('concord.permitted', '', true)`, contentRows)).toBe(0);
  });

  it('is what is permitted, for as long as the transaction', async () => {
    const rows = await transaction(database().app, async (client) => {
      await client.query(`select set_config('concord.permitted', $1, true)`, [permitted(some)]);
      return (await client.query<{ passage: string }>(`${contentRows} order by passage`)).rows;
    });
    expect(rows.map(({ passage }) => passage)).toEqual(some);
    for (let connection = 0; connection < 8; connection += 1) expect((await asApp(contentRows)).rowCount).toBe(0);
  });

  it('leaves no permission behind on the connection that the store has read with', async () => {
    const found = await transaction(database().app, async (client) => {
      const { rows } = await client.query<{ found: string }>('select read.permitted_content($1, $2) as found', [
        permitted(some),
        [],
      ]);
      const { passages } = JSON.parse(rows[0]!.found) as { passages: (readonly [string])[] };
      return { names: passages.map(([name]) => name).sort(), after: (await client.query(contentRows)).rowCount };
    });
    expect(found).toEqual({ names: some, after: 0 });
  });

  it.each([
    ['switch the policy off for itself', 'set row_security = off', contentRows],
    ['disable it', 'alter table read.item_content disable row level security'],
    ['take the force off', 'alter table read.item_content no force row level security'],
    ['drop the policy', 'drop policy permitted on read.item_content'],
    ['add a policy', 'create policy mine on read.item_content using (true)'],
    ['become the owner', 'set role concord_owner'],
    ['speak in the name of the owner', 'set session authorization concord_owner'],
    ['give itself the right to get round it', 'alter role concord_app bypassrls'],
    ['change a row', `update read.item_content set passage = 'mine'`],
    ['add a row', `insert into read.item_content values ('mine', 0, 'i', 'e', '{}')`],
    ['remove a row', 'delete from read.item_content'],
    ['empty the table', 'truncate read.item_content'],
    ['refer to it from a table of its own', 'create table read.mine (passage text references read.item_content)'],
    ['copy it to a file', `copy read.item_content to '/tmp/concord-content'`],
    ['run a program with it', `copy read.item_content to program 'cat'`],
    ['look at a rebuild', 'select * from read_next.item_content'],
    ['look at a comparison', 'select * from read_check.item_content'],
    ['make a view that asks as the owner', 'create view read.mine as select * from read.item_content'],
    ['read the data files', `select pg_read_file('PG_VERSION')`],
    ['look into pages', 'create extension pageinspect'],
    ['move a checkpoint', `update read.checkpoints set position = '0'`],
  ])('cannot %s', async (_what, ...statements) => {
    await expect(inOne(...statements)).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|42P01|3F000)$/) });
    expect((await asApp(contentRows)).rowCount).toBe(0);
  });

  it('is in no other table that the role can read, in clear or in statistics', async () => {
    await database().owner.query('analyze');
    const { rows: tables } = await asApp<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname like 'read%' and c.relkind in ('r', 'v', 'm') and has_schema_privilege(n.oid, 'usage')
         and has_table_privilege(c.oid, 'select')`,
    );
    expect(tables.length).toBeGreaterThan(5);
    for (const { name } of tables) {
      const { rows } = await asApp<{ line: string }>(`select t::text as line from ${name} t`);
      expect({ name, found: rows.filter(({ line }) => /High Street|Bethan|seen at home|201\d-0/.test(line)) }).toEqual({
        name,
        found: [],
      });
    }
    const { rows } = await asApp(`select 1 from pg_stats where tablename = 'item_content'`);
    expect(rows).toEqual([]);
  });

  it('holds the owner to the policies as well', async () => {
    const { rows } = await database().owner.query(
      `select relrowsecurity, relforcerowsecurity from pg_class where oid = 'read.item_content'::regclass`,
    );
    expect(rows).toEqual([{ relrowsecurity: true, relforcerowsecurity: true }]);
  });

  it('is not told apart by how a function is planned: what leaks is asked after the policy', async () => {
    const told: string[] = [];
    await transaction(database().app, async (client) => {
      client.on('notice', ({ message }) => told.push(message ?? ''));
      await client.query(`create function pg_temp.tell(text) returns boolean language plpgsql cost 0.0000001
        as $$ begin raise notice '%', $1; return true; end $$`);
      await client.query(`select set_config('concord.permitted', $1, true)`, [permitted(some)]);
      await client.query('select from read.item_content where pg_temp.tell(content)');
    }).catch((error: unknown) => expect(error).toMatchObject({ code: '42501' }));
    expect(told.length).toBeLessThanOrEqual(some.length);
  });
});

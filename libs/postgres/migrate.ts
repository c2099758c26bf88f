import type pg from 'pg';
import { transaction } from './connection.js';

/** One numbered step of a schema, for example `log/0001-events`. Once released, its text never changes. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** "migrate" as a number: whoever migrates this database holds it. */
const MIGRATING = 7_236_417_001;

const PREPARE = `
  create schema if not exists concord;
  create table if not exists concord.migrations (
    name text primary key,
    checksum text not null,
    applied_at timestamptz not null default clock_timestamp()
  );`;

const apply = async (client: pg.ClientBase, { name, sql }: Migration): Promise<boolean> => {
  const { rows } = await client.query<{ same: boolean }>(
    'select checksum = md5($2) as same from concord.migrations where name = $1',
    [name, sql],
  );
  if (rows[0]?.same === false) throw new Error(`migration \`${name}\` was applied with another text`);
  if (rows[0]) return false;
  await client.query(sql);
  await client.query('insert into concord.migrations (name, checksum) values ($1, md5($2))', [name, sql]);
  return true;
};

/** Applies what is missing, in the order given, all or nothing; two hubs that start together take turns. Returns the names applied. */
export const migrate = (owner: pg.Pool, migrations: readonly Migration[]): Promise<readonly string[]> =>
  transaction(owner, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATING]);
    await client.query(PREPARE);
    const applied: string[] = [];
    for (const migration of migrations) if (await apply(client, migration)) applied.push(migration.name);
    return applied;
  });

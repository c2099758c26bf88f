import { logMigrations, readStoreMigrations, vaultMigrations, type Pools } from '@hub/postgres';
import { fail, pass, warn, type Finding } from './finding.js';
import type { Storage } from './storage.js';

type Database = Pools['app'];

const OLDEST = 140_000;

const serverFinding = async (app: Database): Promise<Finding> => {
  const { rows } = await app.query<{ number: number; version: string }>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as version`,
  );
  const { number = 0, version = '' } = rows[0] ?? {};
  return number >= OLDEST
    ? pass('database', `PostgreSQL ${version} answers`)
    : fail('database', `PostgreSQL ${version} is too old`, 'upgrade PostgreSQL to 14 or newer');
};

const ROLE = `select rolsuper or rolbypassrls as above,
  exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relowner = r.oid and n.nspname in ('log', 'read', 'vault')) as owns
  from pg_roles r where rolname = current_user`;

/** Content is kept from the wrong reader by row-level security: a role that gets round it undoes that. */
const roleFinding = async (app: Database): Promise<Finding> => {
  const { rows } = await app.query<{ above: boolean; owns: boolean }>(ROLE);
  const { above, owns } = rows[0] ?? { above: true, owns: true };
  if (above)
    return fail('role', 'the hub’s role gets round row-level security', 'give it a role with NOSUPERUSER, NOBYPASSRLS');
  return owns
    ? warn(
        'role',
        'the hub’s role owns its tables',
        'set DATABASE_URL to a role that owns nothing, DATABASE_OWNER_URL to the owner',
      )
    : pass('role', 'the hub’s role owns nothing and cannot get round row-level security');
};

const durableFinding = async (app: Database): Promise<Finding> => {
  const { rows } = await app.query<{ fsync: string }>(`select current_setting('fsync') as fsync`);
  return rows[0]?.fsync === 'on'
    ? pass('durability', 'what is acknowledged is on the disk')
    : fail('durability', 'fsync is off: a crash loses what was acknowledged', 'set fsync = on');
};

const known = [...logMigrations, ...vaultMigrations, ...readStoreMigrations].map(({ name }) => name);

const migrationFinding = async (owner: Database): Promise<Finding> => {
  const { rows } = await owner.query<{ name: string }>(
    `select name from concord.migrations where name like any (array['log/%', 'vault/%', 'read/%'])`,
  );
  const applied = new Set(rows.map(({ name }) => name));
  const [missing, newer] = [known.filter((name) => !applied.has(name)), [...applied].filter((n) => !known.includes(n))];
  if (newer.length > 0)
    return fail('migrations', `the schema is that of a newer hub (${newer.join(', ')})`, 'use that version of the hub');
  return missing.length === 0
    ? pass('migrations', `all ${known.length} are applied`)
    : warn('migrations', `${missing.join(', ')} not applied yet`, 'start the hub, which applies them');
};

/** Seconds that clocks may be apart. */
const [SLIGHT, GRAVE] = [1, 30];

const clockFinding = async (app: Database, clock: () => number): Promise<Finding> => {
  const before = clock();
  const { rows } = await app.query<{ at: string }>(`select extract(epoch from clock_timestamp()) * 1000 as at`);
  const apart = Math.abs(Number(rows[0]?.at) - (before + clock()) / 2) / 1000;
  const says = `${apart.toFixed(1)} s from the database’s`;
  if (apart <= SLIGHT) return pass('clock', says);
  return (apart > GRAVE ? fail : warn)('clock', says, 'keep both machines’ time with NTP');
};

/** Opens some of what was sealed, with the key that is configured. */
const keyFinding = async ({ store, vault }: Storage): Promise<Finding> => {
  const events = await store.page(store.start, 200);
  try {
    await vault.openEvents(events);
    return pass('sealed content', events.length === 0 ? 'there is none yet' : 'opens with the configured key');
  } catch {
    return fail(
      'sealed content',
      'does not open with the configured key',
      'set CONCORD_KEK to the key it was sealed with',
    );
  }
};

/** Milliseconds that a view may be behind. */
const LATE = 60_000;

const viewFindings = async ({ projector, pools }: Storage): Promise<readonly Finding[]> => {
  const { rows } = await pools.owner.query<{ projection: string; failure: string }>(
    `select projection, failure from read.checkpoints where build = 'live' and failure is not null`,
  );
  const failures = new Map(rows.map(({ projection, failure }) => [projection, failure]));
  return (await projector.states()).map(({ projection, lag }) => {
    const failure = failures.get(projection);
    const what = `view ${projection}`;
    if (failure !== undefined)
      return fail(
        what,
        `stands still before an event (${failure})`,
        `concord rebuild ${projection}, with a hub that can take it in`,
      );
    return lag <= LATE
      ? pass(what, lag === 0 ? 'shows everything' : `${Math.ceil(lag / 1000)} s behind`)
      : warn(what, `${Math.ceil(lag / 1000)} s behind`, 'see that the hub runs; it catches up by itself');
  });
};

/** What a database says of the hub whose data it holds. */
export const databaseFindings = async (storage: Storage, clock: () => number): Promise<readonly Finding[]> => {
  const { app, owner } = storage.pools;
  const server = [
    await serverFinding(app),
    await roleFinding(app),
    await durableFinding(app),
    await clockFinding(app, clock),
  ];
  const { rowCount } = await owner.query(
    `select from pg_tables where schemaname = 'concord' and tablename = 'migrations'`,
  );
  if (rowCount === 0)
    return [...server, warn('migrations', 'there is no hub in this database yet', 'start the hub, which makes it')];
  const migrations = await migrationFinding(owner);
  if (migrations.verdict !== 'pass') return [...server, migrations];
  return [...server, migrations, await keyFinding(storage), ...(await viewFindings(storage))];
};

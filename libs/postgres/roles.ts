import pg from 'pg';

export interface Passwords {
  readonly owner: string;
  readonly app: string;
}

const roleExists = async (client: pg.ClientBase, name: string): Promise<boolean> =>
  (await client.query('select from pg_roles where rolname = $1', [name])).rowCount === 1;

/** Neither role is a superuser, may make roles or gets round row-level security. */
const LIMITS = 'login nosuperuser nocreatedb nocreaterole noreplication nobypassrls';

const ensureRole = async (client: pg.ClientBase, name: string, password: string): Promise<void> => {
  const verb = (await roleExists(client, name)) ? 'alter' : 'create';
  await client.query(`${verb} role ${pg.escapeIdentifier(name)} ${LIMITS} password ${pg.escapeLiteral(password)}`);
};

/**
 * Whether the role of these connections gets round what holds it: a superuser, one with `BYPASSRLS`, or the owner of the
 * log or of the views.
 */
export const isUnbound = async (pool: pg.Pool): Promise<boolean> => {
  const { rows } = await pool.query<{ unbound: boolean }>(
    `select rolsuper or rolbypassrls or exists (
       select from pg_namespace n where n.nspname in ('log', 'read') and pg_has_role(current_user, n.nspowner, 'member')
     ) as unbound from pg_roles where rolname = current_user`,
  );
  return rows[0]?.unbound !== false;
};

/**
 * Makes the roles `concord_owner` and `concord_app` and a database of the first, as far as they are missing.
 *
 * For a superuser. With an external PostgreSQL its administrator does the same once; see `docs/operations`.
 */
export const makeDatabase = async (admin: pg.ClientBase, database: string, passwords: Passwords): Promise<void> => {
  await ensureRole(admin, 'concord_owner', passwords.owner);
  await ensureRole(admin, 'concord_app', passwords.app);
  const name = pg.escapeIdentifier(database);
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [database]);
  if (rowCount === 0) await admin.query(`create database ${name} owner concord_owner template template0`);
  await admin.query(`revoke all on database ${name} from public`);
  await admin.query(`grant connect on database ${name} to concord_app`);
};

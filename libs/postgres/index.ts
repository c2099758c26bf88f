/**
 * PostgreSQL: the log, and what another library needs to keep its own tables beside it.
 *
 * - `postgresEventStore({ connectionString, now })` is the log, in a database to which `migrate(owner, logMigrations)` was applied.
 * - `postgresPools({ ownerUrl, appUrl })` gives `owner` (migrations) and `app` (everything else), `pg` pools.
 * - `transaction(pool, work)` runs work in one transaction; `migrate(owner, migrations)` applies numbered SQL once.
 * - `startEmbeddedPostgres({ dataDir, log })` gives those two URLs for a PostgreSQL of this hub's own.
 * - In a spec, `withPostgres()` from `@hub/postgres/testing` gives a fresh database with both pools.
 *
 * The role `concord_app` owns nothing and cannot get round row-level security: a migration grants it what it may do.
 */
export { connectionPool, postgresPools, transaction, type ConnectionLimits, type Pools } from './connection.js';
export { startEmbeddedPostgres, type EmbeddedOptions, type EmbeddedPostgres } from './embedded.js';
export { postgresEventStore, type PostgresEventStore } from './event-store.js';
export { postgresLogImage } from './log/image.js';
export { postgresKeyStore, type PostgresKeyStore } from './key-store.js';
export { logMigrations } from './migrations/log.js';
export { vaultMigrations } from './migrations/vault.js';
export { migrate, type Migration } from './migrate.js';
export { isUnbound, makeDatabase, type Passwords } from './roles.js';
export {
  prepareReadStore,
  projector,
  readStore,
  readStoreMigrations,
  type MatchEntry,
  type MatchList,
  type ProjectionState,
  type Projector,
  type ReadStore,
} from './read-store/index.js';

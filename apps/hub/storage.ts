import type { EventStore } from '@hub/eventsourcing';
import {
  logMigrations,
  migrate,
  postgresEventStore,
  postgresKeyStore,
  postgresPools,
  startEmbeddedPostgres,
  vaultMigrations,
  type Pools,
} from '@hub/postgres';
import { kekIn, localKeyEncryption, vault, type Vault } from '@hub/vault';
import type { HubConfig } from './config.js';

/** What a hub keeps its data in. */
export interface Storage {
  readonly pools: Pools;
  /** The log, sealed by the vault. */
  readonly store: EventStore;
  readonly vault: Vault;
  /** Resolves when a PostgreSQL of the hub's own has ended. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

const never = new Promise<never>(() => undefined);

const databaseOf = async ({ database, dataDir }: HubConfig, log: (line: string) => void) =>
  database ? { ...database, ended: never, stop: () => Promise.resolve() } : startEmbeddedPostgres({ dataDir, log });

/** Opens the log and the keys, after the schema has been brought up to date. */
export const openStorage = async (
  config: HubConfig,
  { clock, log }: { readonly clock: () => Date; readonly log: (line: string) => void },
): Promise<Storage> => {
  const database = await databaseOf(config, log);
  const pools = postgresPools(database);
  await migrate(pools.owner, [...logMigrations, ...vaultMigrations]);
  const kek = localKeyEncryption(config.kek ?? kekIn(config.dataDir));
  const sealer = vault({ keys: postgresKeyStore(pools.app), kek, now: () => clock().getTime() });
  const plain = postgresEventStore({ connectionString: database.appUrl, now: () => clock().toISOString() });
  return {
    pools,
    store: sealer.sealing(plain),
    vault: sealer,
    ended: database.ended,
    close: async () => {
      await plain.close();
      await pools.close();
      await database.stop();
    },
  };
};

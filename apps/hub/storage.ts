import type { EventStore } from '@hub/eventsourcing';
import { openLog, type Config } from '@hub/platform';
import {
  isUnbound,
  logMigrations,
  migrate,
  postgresKeyStore,
  postgresPools,
  startEmbeddedPostgres,
  vaultMigrations,
  type Pools,
} from '@hub/postgres';
import { refuseOlderLog } from './older-log.js';
import { kekIn, localKeyEncryption, vault, type Vault } from '@hub/vault';

/** What a hub keeps its data in. */
export interface Storage {
  readonly pools: Pools;
  /** The log, sealed by the vault. */
  readonly store: EventStore;
  readonly vault: Vault;
  /** Resolves when a PostgreSQL of the hub's own has ended, whoever ended it. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

export interface Surroundings {
  readonly clock: () => Date;
  /** One plain sentence to the operator. */
  readonly say: (line: string) => void;
  /** How the log is opened; missing: where the configuration says. */
  readonly openLog?: typeof openLog;
}

const never = new Promise<never>(() => undefined);

const databaseOf = async ({ databaseUrl, databaseOwnerUrl, dataDir }: Config, say: (line: string) => void) =>
  databaseUrl === undefined
    ? startEmbeddedPostgres({ dataDir, log: say })
    : { appUrl: databaseUrl, ownerUrl: databaseOwnerUrl ?? databaseUrl, ended: never, stop: () => Promise.resolve() };

/** Opens the log and the keys, after the schema has been brought up to date. */
export const openStorage = async (config: Config, surroundings: Surroundings): Promise<Storage> => {
  const database = await databaseOf(config, surroundings.say);
  const pools = postgresPools(database);
  try {
    return await openIn(database, pools, { ...surroundings, config });
  } catch (error) {
    await pools.close();
    await database.stop();
    throw error;
  }
};

type Database = Awaited<ReturnType<typeof databaseOf>>;

const openIn = async (
  database: Database,
  pools: Pools,
  { config, clock, openLog: open = openLog }: Surroundings & { readonly config: Config },
): Promise<Storage> => {
  await migrate(pools.owner, [...logMigrations, ...vaultMigrations]);
  if (config.environment === 'production' && (await isUnbound(pools.app)))
    throw new Error(
      'the role of DATABASE_URL owns the tables or gets round row-level security: give the hub a lesser one',
    );
  const kek = localKeyEncryption(config.kek ?? kekIn(config.dataDir));
  const sealer = vault({ keys: postgresKeyStore(pools.app), kek, now: () => clock().getTime() });
  await sealer.check();
  const plain = await open(config, { connectionString: database.appUrl, now: () => clock().toISOString() });
  try {
    await refuseOlderLog(pools, plain);
  } catch (error) {
    await plain.close();
    throw error;
  }
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

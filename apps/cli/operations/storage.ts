import { join } from 'node:path';
import type { EventStore } from '@hub/eventsourcing';
import { openLog, type Config } from '@hub/platform';
import {
  postgresKeyStore,
  postgresPools,
  projector,
  startEmbeddedPostgres,
  type Pools,
  type Projector,
} from '@hub/postgres';
import { allProjections } from '@hub/projections';
import { kekIn, localKeyEncryption, vault, type Vault } from '@hub/vault';
import { existsSync } from 'node:fs';
import { stop } from '../outcome.js';

/** The data of a hub, as the hub itself opens it; nothing of its schema is changed. */
export interface Storage {
  readonly pools: Pools;
  readonly store: EventStore;
  readonly vault: Vault;
  readonly projector: Projector;
  close(): Promise<void>;
}

export const isEmbedded = ({ databaseUrl }: Config): boolean => databaseUrl === undefined;

/** The PostgreSQL of the hub: its own, or the one that it is configured for. */
export const databaseOf = async ({ databaseUrl, databaseOwnerUrl, dataDir }: Config, say: (line: string) => void) => {
  if (databaseUrl !== undefined)
    return { appUrl: databaseUrl, ownerUrl: databaseOwnerUrl ?? databaseUrl, stop: () => Promise.resolve() };
  if (!existsSync(dataDir)) return stop('usage', `there is no hub’s data in ${dataDir}: set CONCORD_DATA_DIR`);
  return startEmbeddedPostgres({ dataDir, log: say });
};

/** The key that opens the data. A missing one is not made: what is there could not be opened with it. */
const kekOf = ({ kek, dataDir }: Config): string =>
  kek ??
  (existsSync(join(dataDir, 'kek'))
    ? kekIn(dataDir)
    : stop('failed', `there is no key in ${dataDir}: set CONCORD_KEK`));

export const openStorage = async (config: Config, say: (line: string) => void): Promise<Storage> => {
  const kek = localKeyEncryption(kekOf(config));
  const database = await databaseOf(config, say);
  const pools = postgresPools(database);
  const sealer = vault({ keys: postgresKeyStore(pools.app), kek, now: () => Date.now() });
  const plain = await openLog(config, { connectionString: database.appUrl, now: () => new Date().toISOString() });
  const store = sealer.sealing(plain);
  const projections = allProjections((field, value) => sealer.keyedHash(`search ${field}`, value));
  return {
    pools,
    store,
    vault: sealer,
    projector: projector({ store, vault: sealer, pools, projections }),
    close: async () => {
      await plain.close();
      await pools.close();
      await database.stop();
    },
  };
};

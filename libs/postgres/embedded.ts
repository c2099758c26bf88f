import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { findBinaries } from './embedded/binaries.js';
import { initialise, start, SUPERUSER, type Running } from './embedded/cluster.js';
import { homeFor, majorOf, shelterFor } from './embedded/home.js';
import { lockForOneHub } from './embedded/hub-lock.js';
import { stopOrphans } from './embedded/processes.js';
import { unprivilegedUser } from './embedded/unprivileged.js';
import { makeDatabase, type Passwords } from './roles.js';

export interface EmbeddedPostgres {
  /** For migrations. */
  readonly ownerUrl: string;
  /** For everything else. */
  readonly appUrl: string;
  /** Resolves once PostgreSQL has ended, whoever ended it: a hub without its log ends too. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  readonly dataDir: string;
  /** One plain sentence to the operator. */
  readonly log: (line: string) => void;
}

const DATABASE = 'concord';

type Secrets = Passwords & { readonly admin: string };

const newSecret = (): string => randomBytes(24).toString('base64url');

/** The passwords beside the data, for the hub's user alone; made at the first start. */
const secretsIn = (home: string): Secrets => {
  const file = join(home, 'passwords.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  if (majorOf(home) !== undefined) throw new Error(`the data in ${home} has lost its passwords.json`);
  const secrets = { admin: newSecret(), owner: newSecret(), app: newSecret() };
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600, flag: 'wx', flush: true });
  return secrets;
};

const prepare = async (running: Running, secrets: Secrets): Promise<void> => {
  const client = new pg.Client(running.url(SUPERUSER, secrets.admin, 'postgres'));
  await client.connect();
  try {
    await makeDatabase(client, DATABASE, secrets);
  } finally {
    await client.end();
  }
};

/**
 * A real PostgreSQL for this hub alone: durable, on 127.0.0.1, its data under `dataDir`.
 *
 * Throws when another hub runs on the same data. Recovers from a hub or a PostgreSQL that was killed.
 */
export const startEmbeddedPostgres = async ({ dataDir, log }: EmbeddedOptions): Promise<EmbeddedPostgres> => {
  const user = unprivilegedUser();
  const home = homeFor(dataDir, user, log);
  const unlock = await lockForOneHub(home);
  try {
    // Data that went elsewhere has been told already; the programs then go with it.
    const told = home === resolve(dataDir) ? log : () => undefined;
    const binaries = findBinaries({ user, shelter: () => shelterFor(user), major: majorOf(home), log: told });
    const secrets = secretsIn(home);
    const cluster = { binaries, user, home, password: secrets.admin };
    initialise(cluster);
    await stopOrphans(join(home, 'cluster'), log);
    const running = await start(cluster);
    await prepare(running, secrets);
    return {
      ownerUrl: running.url('concord_owner', secrets.owner, DATABASE),
      appUrl: running.url('concord_app', secrets.app, DATABASE),
      ended: running.ended,
      stop: async () => {
        await running.stop();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
};

import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { PartnerError } from '../failure.js';
import { fixedKeys, jwks, type Keys, type KeySet } from '../keys.js';
import { feed } from '../source/feed.js';
import { kafka } from '../source/kafka.js';
import type { Source } from '../source/source.js';
import { memoryStore } from '../store/memory-store.js';
import { postgresStore } from '../store/postgres-store.js';
import { sqliteStore } from '../store/sqlite-store.js';
import type { Store } from '../store/store.js';

/** What the command line says. Secrets come by the environment alone: a command line is seen by others. */
export interface Options {
  readonly hub?: string;
  readonly keys?: string;
  readonly brokers?: string;
  readonly agency?: string;
  readonly group?: string;
  readonly ssl?: boolean;
  readonly saslUser?: string;
  readonly store: string;
  /** Of `listen` alone. */
  readonly replay?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export const withOptions = (command: Command): Command =>
  command
    .option('--hub <url>', 'the hub, for example https://hub.example; its token in CONCORD_TOKEN')
    .option('--keys <url or file>', "the hub's keys; /.well-known/jwks.json of the hub unless said otherwise")
    .option('--brokers <host:port,…>', 'read from Kafka; without it from the pull feed of the hub')
    .option('--agency <id>', 'your agency, as the hub calls it; needed for Kafka')
    .option('--group <name>', 'your consumer group, without the agency before it', 'concord-partner')
    .option('--ssl', 'Kafka over TLS')
    .option('--sasl-user <name>', 'SCRAM-SHA-512 with this name, its password in CONCORD_SASL_PASSWORD')
    .option('--store <where>', 'memory, sqlite:<file>, or postgres://…', 'memory');

const lacking = (what: string): never => {
  throw new PartnerError('configuration', what);
};

/** The keys that are named, from a file or from the hub. */
export const keysOf = ({ keys, hub }: Options): Keys => {
  if (keys !== undefined && !/^https?:/.test(keys)) return fixedKeys(JSON.parse(readFileSync(keys, 'utf8')) as KeySet);
  return jwks(keysUrlOf({ ...(keys === undefined ? {} : { keys }), ...(hub === undefined ? {} : { hub }) }));
};

export const keysUrlOf = ({ keys, hub }: Pick<Options, 'keys' | 'hub'>): string =>
  keys ?? (hub === undefined ? lacking('say --keys or --hub') : new URL('/.well-known/jwks.json', hub).href);

/** How the broker is reached. */
export const kafkaOf = ({ brokers = '', agency, group, ssl, saslUser }: Options, environment: Environment) => ({
  brokers: brokers.split(','),
  agency: agency ?? lacking('say --agency'),
  ...(group === undefined ? {} : { group }),
  ...(ssl === undefined ? {} : { ssl }),
  ...(saslUser === undefined
    ? {}
    : {
        sasl: {
          mechanism: 'scram-sha-512' as const,
          username: saslUser,
          password: environment['CONCORD_SASL_PASSWORD'] ?? lacking('set CONCORD_SASL_PASSWORD'),
        },
      }),
});

/** The hub's API, where it is named. */
export const hubOf = ({ hub }: Options, environment: Environment) => ({
  url: hub ?? lacking('say --hub'),
  token: environment['CONCORD_TOKEN'] ?? lacking('set CONCORD_TOKEN'),
});

export const sourceOf = (options: Options, environment: Environment): Source =>
  options.brokers === undefined || options.replay !== undefined
    ? feed({ ...hubOf(options, environment), ...(options.replay !== undefined && { replay: options.replay }) })
    : kafka(kafkaOf(options, environment));

/** A store by its address, and how to close it. */
export interface OpenStore {
  readonly store: Store<unknown>;
  readonly close: () => Promise<void>;
}

export const openStore = async (where: string): Promise<OpenStore> => {
  if (where === 'memory') return { store: memoryStore(), close: () => Promise.resolve() };
  if (where.startsWith('sqlite:')) {
    const { default: Database } = await import('libsql');
    const database = new Database(where.slice('sqlite:'.length));
    return {
      store: sqliteStore(database),
      close: () => Promise.resolve(void database.close()),
    };
  }
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({ connectionString: where });
  return { store: postgresStore(pool), close: () => pool.end() };
};

import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { postgresPools, type Pools } from '../connection.js';
import { makeDatabase } from '../roles.js';
import { startTestServer, type TestServer } from './test-server.js';

/** An empty database with the roles of the hub: no schema until somebody migrates it. */
export interface TestDatabase extends Pools {
  readonly ownerUrl: string;
  readonly appUrl: string;
  /** A superuser's connection string to the same database. */
  readonly adminUrl: string;
  /** Closes the pools and drops the database. */
  close(): Promise<void>;
}

const PASSWORDS = { owner: 'test', app: 'test' };

const urlTo = (adminUrl: string, database: string, role?: string): string => {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  if (role) [url.username, url.password] = [role, 'test'];
  return url.href;
};

const asAdmin = async (adminUrl: string, work: (client: pg.Client) => Promise<void>): Promise<void> => {
  const client = new pg.Client(adminUrl);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
};

const openDatabase = async (server: TestServer): Promise<TestDatabase> => {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(server.adminUrl, (client) => makeDatabase(client, name, PASSWORDS));
  const [ownerUrl, appUrl] = [
    urlTo(server.adminUrl, name, 'concord_owner'),
    urlTo(server.adminUrl, name, 'concord_app'),
  ];
  const pools = postgresPools({ ownerUrl, appUrl });
  return {
    ...pools,
    ownerUrl,
    appUrl,
    adminUrl: urlTo(server.adminUrl, name),
    close: async () => {
      await pools.close();
      await asAdmin(server.adminUrl, async (client) => {
        await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
      });
    },
  };
};

/** A database on a server of its own, for a benchmark or a script; `close` ends both. */
export const startTestDatabase = async (options: { readonly durable?: boolean } = {}): Promise<TestDatabase> => {
  const server = await startTestServer(options);
  const database = await openDatabase(server);
  return {
    ...database,
    close: async () => {
      await database.close();
      await server.stop();
    },
  };
};

/**
 * Gives a suite its own database, on a server of its own that starts before it and ends after it (about a second).
 *
 * ```ts
 * const database = withPostgres();
 * it('…', async () => { await migrate(database().owner, myMigrations); … });
 * ```
 */
export const withPostgres = (options: { readonly durable?: boolean } = {}): (() => TestDatabase) => {
  let database: TestDatabase | undefined;
  beforeAll(async () => void (database = await startTestDatabase(options)));
  afterAll(() => database?.close());
  return () => {
    if (!database) throw new Error('the test database is there only while tests run');
    return database;
  };
};

/** As many databases as a spec asks for, on one server. */
export const withDatabases = (): (() => Promise<TestDatabase>) => {
  const opened: TestDatabase[] = [];
  let server: TestServer | undefined;
  beforeAll(async () => void (server = await startTestServer({})));
  afterAll(async () => {
    for (const database of opened) await database.close();
    await server?.stop();
  });
  return async () => {
    if (!server) throw new Error('the test server is there only while tests run');
    const database = await openDatabase(server);
    opened.push(database);
    return database;
  };
};

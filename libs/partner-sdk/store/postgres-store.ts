import { prefixOf, sqlUnit, tablesOf, type Row } from './sql.js';
import type { Store } from './store.js';

/** A connection of `pg`, as far as it is needed here: what a handler writes through. */
export interface PostgresClient {
  query(statement: string, values?: unknown[]): Promise<{ readonly rows: unknown[] }>;
  release(error?: Error | boolean): void;
}

/** A `Pool` of `pg`. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>;
}

/** Names of tables begin so: `concord` unless said otherwise. Two consumers with one database have a name each. */
export interface TableOptions {
  readonly tables?: string;
}

const numbered = (statement: string): string => {
  let count = 0;
  return statement.replaceAll('?', () => `$${(count += 1)}`);
};

/** A number that two who prepare at the same time agree upon. */
const PREPARING = 5_224_179;

/** A store in a PostgreSQL database of yours, through your own pool. */
export const postgresStore = (pool: PostgresPool, { tables = 'concord' }: TableOptions = {}): Store<PostgresClient> => {
  const prefix = prefixOf(tables);

  const inTransaction = async <R>(work: (client: PostgresClient) => Promise<R>): Promise<R> => {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      client.release();
      return result;
    } catch (error) {
      // A connection that cannot roll back is given up: the server then does it.
      await client.query('ROLLBACK').then(
        () => {
          client.release();
        },
        () => {
          client.release(true);
        },
      );
      throw error;
    }
  };

  return {
    prepare: () =>
      inTransaction(async (client) => {
        await client.query(`SELECT pg_advisory_xact_lock(${PREPARING})`);
        for (const table of tablesOf(prefix)) await client.query(table);
      }),
    transaction: (work) =>
      inTransaction((client) => {
        const run = async (statement: string, ...values: readonly unknown[]): Promise<readonly Row[]> =>
          (await client.query(numbered(statement), [...values])).rows as Row[];
        return work({ transaction: client, ...sqlUnit(run, prefix, { forUpdate: 'FOR UPDATE' }) });
      }),
  };
};

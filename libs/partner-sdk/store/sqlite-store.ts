import { turns } from '../turns.js';
import { prefixOf, sqlUnit, tablesOf, type Row } from './sql.js';
import type { TableOptions } from './postgres-store.js';
import type { Store } from './store.js';

/** A database of `libsql`, `better-sqlite3` or `node:sqlite`, as far as it is needed here. */
export interface SqliteDatabase {
  exec(statement: string): unknown;
  prepare(statement: string): {
    all(...values: (string | number | null)[]): unknown[];
    run(...values: (string | number | null)[]): unknown;
  };
}

const reads = /^\s*SELECT\b/i;

/**
 * A store in an SQLite file of yours. The database is the store's own while a transaction is open: write through the `transaction`
 * that the handler is given, and through another connection elsewhere.
 */
export const sqliteStore = <D extends SqliteDatabase>(
  database: D,
  { tables = 'concord' }: TableOptions = {},
): Store<D> => {
  const prefix = prefixOf(tables);
  const inTurn = turns();
  const run = (statement: string, ...values: readonly (string | number | null)[]): Promise<readonly Row[]> => {
    const prepared = database.prepare(statement);
    if (reads.test(statement)) return Promise.resolve(prepared.all(...values) as Row[]);
    prepared.run(...values);
    return Promise.resolve([]);
  };

  return {
    prepare: () =>
      inTurn(() => {
        for (const table of tablesOf(prefix)) database.exec(table);
        return Promise.resolve();
      }),
    transaction: (work) =>
      inTurn(async () => {
        database.exec('BEGIN IMMEDIATE');
        try {
          const result = await work({ transaction: database, ...sqlUnit(run, prefix, { forUpdate: '' }) });
          database.exec('COMMIT');
          return result;
        } catch (error) {
          database.exec('ROLLBACK');
          throw error;
        }
      }),
  };
};

import { withPostgres } from '@hub/postgres/testing';
import pg from 'pg';
import { storeContract } from '../testing/index.js';
import { postgresStore, type PostgresClient } from './postgres-store.js';

describe('a store of a partner', () => {
  let pool: pg.Pool;
  afterAll(() => pool.end());
  const database = withPostgres();
  let next = 0;
  beforeAll(() => void (pool = new pg.Pool({ connectionString: database().adminUrl })));

  storeContract<PostgresClient>('PostgreSQL', async () => {
    next += 1;
    const words = `words_${next}`;
    await pool.query(`CREATE TABLE ${words} (word TEXT)`);
    return {
      store: postgresStore(pool, { tables: `concord_${next}` }),
      note: async (transaction, word) => {
        await transaction.query(`INSERT INTO ${words} VALUES ($1)`, [word]);
      },
      noted: async () => (await pool.query<{ word: string }>(`SELECT word FROM ${words}`)).rows.map(({ word }) => word),
    };
  });
});

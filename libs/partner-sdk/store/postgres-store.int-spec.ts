import { withPostgres } from '@hub/postgres/testing';
import pg from 'pg';
import { consume, messages } from '../index.js';
import { messageIn, sampleFeed, storeContract } from '../testing/index.js';
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

  it('lets two processes that read the same take effect once, in order, also where handlers fail', async () => {
    const sample = sampleFeed();
    const texts = Array.from({ length: 60 }, (_, n) => sample.next({ subject: `person/${n % 4}` }));
    await pool.query('CREATE TABLE inbox (nr SERIAL, id TEXT, subject TEXT)');
    const tried = new Set<string>();
    const start = () =>
      consume({
        from: messages(texts),
        keys: sample.keys,
        store: postgresStore(pool, { tables: 'shared' }),
        retry: { first: 5, longest: 20, attempts: 3 },
        onEvent: async ({ id, sequence, subject }, { transaction }) => {
          await transaction.query('INSERT INTO inbox (id, subject) VALUES ($1, $2)', [id, subject]);
          // What is broken in the database, and not only what is thrown, ends the attempt.
          if (sequence % 7 === 0 && !tried.has(id)) await transaction.query(`SELECT ${tried.add(id).size} / 0`);
          if (sequence % 11 === 0) await transaction.query('SELECT nothing FROM nowhere').catch(() => undefined);
        },
        onRecall: () => undefined,
      });
    const both = await Promise.all([start(), start()]);
    await Promise.all(both.map(({ ended }) => ended));
    const { rows } = await pool.query<{ id: string; subject: string }>('SELECT id, subject FROM inbox ORDER BY nr');
    const dead = (await both[0].letters()).map(({ id }) => id);
    const ids = texts.map((text) => messageIn(text).id);
    expect(dead.sort()).toEqual(ids.filter((_, n) => (n + 1) % 11 === 0).sort());
    expect(rows.map(({ id }) => id).sort()).toEqual(ids.filter((id) => !dead.includes(id)).sort());
    for (const person of [0, 1, 2, 3]) {
      const numbers = rows.filter(({ subject }) => subject === `person/${person}`).map(({ id }) => Number(id.slice(2)));
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
  }, 120_000);
});

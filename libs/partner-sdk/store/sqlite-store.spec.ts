import Database from 'libsql';
import { storeContract } from '../testing/index.js';
import { sqliteStore } from './sqlite-store.js';

storeContract<Database.Database>('SQLite', () => {
  const database = new Database(':memory:');
  database.exec('CREATE TABLE words (word TEXT)');
  return Promise.resolve({
    store: sqliteStore(database),
    note: (transaction, word) => void transaction.prepare('INSERT INTO words VALUES (?)').run(word),
    noted: () => {
      const rows = database.prepare('SELECT word FROM words').all() as { readonly word: string }[];
      return Promise.resolve(rows.map(({ word }) => word));
    },
  });
});

describe('the tables of a store', () => {
  it.each(['', 'a b', 'x; DROP TABLE y', 'Concord'])('are not named %p', (tables) => {
    expect(() => sqliteStore(new Database(':memory:'), { tables })).toThrow(RangeError);
  });
});

import { randomUUID } from 'node:crypto';
import { inMemoryKeyStore, type KeyStore } from '@hub/vault';
import { keyStoreContract } from '@hub/vault/testing';
import { migrate, postgresKeyStore, vaultMigrations } from './index.js';
import { withPostgres } from './testing/index.js';

describe('PostgreSQL', () => {
  const database = withPostgres();
  const open = async (): Promise<KeyStore> => {
    await migrate(database().owner, vaultMigrations);
    return postgresKeyStore(database().app);
  };

  keyStoreContract('a key store', open);

  it('leaves nothing of a destroyed key in its table, and lets nobody remove the mark', async () => {
    const store = await open();
    const id = randomUUID();
    await store.putIfAbsent(id, { kek: 'kek-1', wrapped: 'secret' });
    await store.destroy([id]);
    const { rows } = await database().app.query('select * from vault.subject_keys where person_id = $1', [id]);
    expect(rows).toMatchObject([{ person_id: id, kek: null, wrapped: null }]);
    await expect(database().app.query('delete from vault.subject_keys')).rejects.toThrow('permission denied');
  });

  it('has the same shape as the in-memory one', () => {
    expect(Object.keys(postgresKeyStore(database().app)).sort()).toEqual(Object.keys(inMemoryKeyStore()).sort());
  });
});

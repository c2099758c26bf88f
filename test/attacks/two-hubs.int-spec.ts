import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withPostgres } from '@hub/postgres/testing';
import type { Hub, HubOptions } from '../../apps/hub/start.js';
import { configOf } from '../e2e/config.js';
import { startOverheard } from '../logs/index.js';

const database = withPostgres();

const start = async (kek?: string, more: Partial<HubOptions['config']> = {}): Promise<Hub> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'concord-two-hubs-'));
  const config = configOf(dataDir, database(), { ...(kek !== undefined && { kek }), ...more });
  return (await startOverheard({ config, clock: () => new Date() })).hub;
};

describe('two hubs on one database', () => {
  const kek = randomBytes(32).toString('base64');

  it('start together, and come to the same', async () => {
    const hubs = await Promise.all([start(kek), start(kek)]);
    const types = (await hubs[0].store.read('register')).map(({ type }) => type);
    expect(types).toEqual(['AgencyRegistered', 'AgencyRoleRegistered', 'AgencyClientRegistered']);
    for (const hub of hubs) await hub.stop();
  });

  it('have one key-encryption key: whoever has another does not start', async () => {
    await expect(start()).rejects.toMatchObject({ code: 'key-encryption-key-missing' });
    await expect(start(randomBytes(32).toString('base64'))).rejects.toMatchObject({
      code: 'key-encryption-key-missing',
    });
    await (await start(kek)).stop();
  });

  it('serve in production as a role that row-level security holds, or not at all', async () => {
    const { ownerUrl } = database();
    const owning = start(kek, { environment: 'production', databaseUrl: ownerUrl });
    await expect(owning).rejects.toThrow(/row-level security/);
  });
});

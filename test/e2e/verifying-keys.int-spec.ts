import { signing, signingKeyIn } from '@hub/signing';
import { withPostgres } from '@hub/postgres/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOverheard } from '../logs/index.js';
import { configOf } from './config.js';

const dataDir = mkdtempSync(join(tmpdir(), 'concord-keys-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
const database = withPostgres();

describe('the keys that partners verify by', () => {
  it('are published to anybody, those of earlier signatures among them', async () => {
    const earlier = signing({ key: signingKeyIn(join(dataDir, 'earlier')) });
    const { hub } = await startOverheard({
      config: configOf(dataDir, database(), { verifyingKeys: JSON.stringify(earlier.jwks) }),
      clock: () => new Date(),
    });
    try {
      const answer = await fetch(`${hub.url}/.well-known/jwks.json`);
      expect(answer.headers.get('content-type')).toMatch(/^application\/jwk-set\+json/);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
      const own = signing({ key: signingKeyIn(dataDir) });
      expect(await answer.json()).toEqual({ keys: [...own.jwks.keys, ...earlier.jwks.keys] });
    } finally {
      await hub.stop();
    }
  });
});

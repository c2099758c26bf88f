import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readConfig } from '@hub/platform';
import { withPostgres } from '@hub/postgres/testing';
import { USERS } from '../../apps/hub/demo/index.js';
import { demonstrate } from '../../apps/hub/demonstrate.js';
import type { Hub } from '../../apps/hub/start.js';
import { startOverheard } from '../logs/index.js';
import { configOf } from './config.js';
import { tellDemonstration } from './demonstrated.js';

const bash = promisify(execFile);
const clock = (): Date => new Date();

tellDemonstration();

describe('the demonstration', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'concord-demonstration-'));
  let hub: Hub | undefined;
  afterAll(async () => {
    await hub?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const database = withPostgres();

  const start = async (): Promise<Hub> => {
    const config = configOf(dataDir, database(), { demo: true, rateLimits: readConfig({}).rateLimits });
    ({ hub } = await startOverheard({ config, clock, users: USERS }));
    return hub;
  };

  it('goes on where it was cut off, and records nothing twice', async () => {
    const cutOff = await start();
    let steps = 0;
    const say = (): void => {
      if ((steps += 1) === 5) throw new Error('cut off');
    };
    await expect(demonstrate({ hub: cutOff, dataDir, clock, say })).rejects.toThrow('cut off');
    await cutOff.stop();

    const again = await start();
    const before = await again.store.head();
    await demonstrate({ hub: again, dataDir, clock, say: () => undefined });
    const agencies = (await again.store.read('register')).filter(({ type }) => type === 'AgencyRegistered');
    expect(agencies).toHaveLength(9);
    expect(again.store.isAfter(await again.store.head(), before)).toBe(true);
  });

  it('prints a tour that works by copy and paste', async () => {
    const running = hub ?? (await start());
    const words = await demonstrate({ hub: running, dataDir, clock, say: () => undefined });
    const script = words?.slice(words.indexOf('HUB=')) ?? '';
    const { stdout } = await bash('bash', ['-c', script]);
    // Shown once, by the read before the withdrawal; the read after it says why it is gone.
    const [before, after, ...more] = stdout.split('In school every day this week, and on time.');
    expect(more).toEqual([]);
    expect(before).not.toContain('CONSENT_WITHDRAWN');
    expect(after).toContain('CONSENT_WITHDRAWN');
    expect(stdout).toMatch(/disclosure {2}northbridge-early-help {2}lead-practitioner {2}early-help {2}partial/);
  });
});

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runFolder, sweepRuns } from './run-folder.js';
import { runHub } from './run-hub.js';

/** The number of a process that has ended. */
const endedPid = (): number => spawnSync('true').pid;

describe('what a killed run leaves behind', () => {
  it('ends and goes with the next run: the PostgreSQL of a hub too', async () => {
    // Of its own: whatever suite starts at the same time sweeps the others.
    const runs = runFolder('sweep');
    const folder = join(runs, `${endedPid()}-killed`);
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    const hub = runHub(join(folder, 'data'), 'idle');
    try {
      await hub.line('ready');
      const [pid] = readFileSync(join(folder, 'data', 'cluster', 'postmaster.pid'), 'utf8').split('\n');
      await sweepRuns(runs);
      expect(existsSync(folder)).toBe(false);
      while (existsSync(`/proc/${String(pid)}/exe`)) await sleep(20);
    } finally {
      hub.process.kill('SIGKILL');
      await hub.ended;
      rmSync(runs, { recursive: true, force: true });
    }
  });

  it('is left alone while its run goes on', async () => {
    const folder = runFolder('alive');
    await sweepRuns();
    expect(existsSync(folder)).toBe(true);
    rmSync(folder, { recursive: true, force: true });
  });
});

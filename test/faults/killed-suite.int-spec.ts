import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runFolder } from '@hub/postgres/testing';

/** A hub from outside: it says where it listens, and writes down that it was asked to stop. */
const HUB = `
import { writeFileSync } from 'node:fs';
const serving = setInterval(() => undefined, 1_000);
process.on('SIGTERM', () => { writeFileSync(process.env.CONCORD_DATA_DIR + '/asked', ''); clearInterval(serving); });
process.stdout.write('Concord listens on http://127.0.0.1:1\\n');
`;

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('a hub stops, with what it has started, when the suite that started it is killed', async () => {
  const folder = runFolder('killed-suite');
  const main = join(folder, 'hub.mjs');
  writeFileSync(main, HUB);
  const loader = new URL('../../libs/postgres/testing/load-typescript.mjs', import.meta.url).href;
  const script = new URL('hub/killed-suite.ts', import.meta.url).pathname;
  const suite = spawn(process.execPath, ['--import', loader, script, main, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(suite.stdout, 'data')) as [Buffer];
  const hub = Number(said.toString());
  expect(isAlive(hub)).toBe(true);
  suite.kill('SIGKILL');
  while (isAlive(hub)) await sleep(20);
  rmSync(join(folder, 'asked'));
  rmSync(folder, { recursive: true, force: true });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startGuarded } from './guarded.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const runs = (pid: number): boolean =>
  existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

describe('a program that was started beside this process', () => {
  it('ends when the process is killed', async () => {
    const script = `
      const { startGuarded } = await import(${JSON.stringify(here('guarded.ts'))});
      console.log((await startGuarded('sleep', ['1000'])).pid);
      setInterval(() => undefined, 1000);`;
    const loader = here('../../postgres/testing/load-typescript.mjs');
    const starter = spawn(process.execPath, ['--import', loader, '--input-type=module', '-e', script]);
    const [said] = (await once(starter.stdout, 'data')) as [Buffer];
    const pid = Number(said.toString());
    expect(runs(pid)).toBe(true);
    starter.kill('SIGKILL');
    while (runs(pid)) await sleep(20);
  });

  it('is known to have ended, with what it said', async () => {
    const program = await startGuarded('sh', ['-c', 'echo good day; exit 3']);
    await program.ended;
    expect(program.said()).toContain('good day');
  });
});

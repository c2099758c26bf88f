/** A hub whose log nobody reads any more: it goes on, and it ends when it is told to. */
import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { runFolder, withPostgres } from '@hub/postgres/testing';
import { WITH_PARENT } from '../with-parent.js';
import { built } from '../built.js';

const REQUESTS = 2_000;
const AT_ONCE = 20;

describe('a hub whose log is read by nobody', () => {
  const database = withPostgres();
  let folder: string;
  beforeAll(() => {
    folder = runFolder('log-reader');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const started = async () => {
    const { appUrl, ownerUrl } = database();
    const child = spawn(process.execPath, ['--import', WITH_PARENT, built('hub')], {
      env: {
        ...process.env,
        ...{ NODE_OPTIONS: '', CONCORD_DEMO: 'off', CONCORD_PORT: '0', CONCORD_DATA_DIR: join(folder, 'data') },
        ...{ DATABASE_URL: appUrl, DATABASE_OWNER_URL: ownerUrl, LOG_LEVEL: 'trace' },
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const url = await new Promise<string>((resolve, reject) => {
      let said = '';
      const take = (chunk: Buffer): void => {
        const [, address] = /^Concord listens on (\S+)$/m.exec((said += chunk.toString())) ?? [];
        if (address === undefined) return;
        child.stdout.off('data', take).pause();
        resolve(address);
      };
      child.stdout.on('data', take);
      void ended.then(() => reject(new Error(`the hub ended before it listened: ${said}`)));
    });
    return { child, url, ended };
  };

  /** Many requests, each of which is a line of the log; how many were answered. */
  const asked = async (url: string): Promise<number> => {
    let [sent, answered] = [0, 0];
    const ask = async (): Promise<void> => {
      while (sent < REQUESTS) {
        sent += 1;
        const answer = await fetch(`${url}/v1/agencies?${'x'.repeat(100)}`);
        if ((await answer.text()) !== '') answered += 1;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, ask));
    return answered;
  };

  const readers: readonly (readonly [string, (child: ChildProcess) => unknown])[] = [
    ['stands still', () => undefined],
    ['has gone', (child) => child.stdout?.destroy()],
  ];

  it.each(readers)('answers, and ends when it is told to, where the reader %s', async (_what, become) => {
    const { child, url, ended } = await started();
    become(child);
    expect(await asked(url)).toBe(REQUESTS);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });
});

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WITH_PARENT } from '../with-parent.js';

export const LOAD = join(import.meta.dirname, '../../libs/postgres/testing/load-typescript.mjs');

/** Starts a double in a process that ends with this one; what it says first is how it is reached. */
export const spawned = async (
  program: string,
  settings: object,
): Promise<{ readonly child: ChildProcess; readonly said: unknown }> => {
  const args = ['--import', WITH_PARENT, '--import', LOAD, program, JSON.stringify(settings)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout);
  const [line] = (await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => [])])) as [string?];
  if (line === undefined) throw new Error('the double of EventStoreDB ended before it listened');
  return { child, said: JSON.parse(line) as unknown };
};

export const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
};

/** Asks a double something beside its protocol. */
export const askOf = async (control: number, path: string, body: object): Promise<unknown> => {
  const answer = await fetch(`http://127.0.0.1:${control}${path}`, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`the double of EventStoreDB: ${await answer.text()}`);
  return answer.json();
};

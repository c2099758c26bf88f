import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WITH_PARENT } from '../with-parent.js';
import type { Settings } from './settings.js';

/** A double of EventStoreDB: what a real server answers, in a process of its own, without its engine. For tests alone. */
export interface EventStoreDouble {
  /** The connection string that reaches it; the same after a restart. */
  readonly url: string;
  readonly port: number;
  /** SIGSTOP and SIGCONT: between them it is there and silent. */
  pause(): void;
  resume(): void;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Again on the same port, with what its file holds, if it has one. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const LOAD = join(import.meta.dirname, '../../libs/postgres/testing/load-typescript.mjs');
const SERVE = join(import.meta.dirname, 'serve.ts');

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
}

const start = async (settings: Settings): Promise<Running> => {
  const args = ['--import', WITH_PARENT, '--import', LOAD, SERVE, JSON.stringify(settings)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout);
  const [line] = (await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => [])])) as [string?];
  if (line === undefined) throw new Error('the double of EventStoreDB ended before it listened');
  return { child, ...(JSON.parse(line) as { readonly port: number }) };
};

const end = async ({ child }: Running, signal: NodeJS.Signals): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
};

/** Starts it on a free port of this machine; it ends with whoever started it. */
export const startEventStoreDouble = async (settings: Settings = {}): Promise<EventStoreDouble> => {
  let running = await start(settings);
  const { port } = running;
  return {
    url: `esdb://127.0.0.1:${port}?tls=false`,
    port,
    pause: () => void running.child.kill('SIGSTOP'),
    resume: () => void running.child.kill('SIGCONT'),
    kill: () => end(running, 'SIGKILL'),
    restart: async () => {
      await end(running, 'SIGKILL');
      running = await start({ ...settings, port });
    },
    stop: () => end(running, 'SIGKILL'),
  };
};

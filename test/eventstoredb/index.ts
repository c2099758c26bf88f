import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePorts } from '@hub/kafka/testing';
import { WITH_PARENT } from '../with-parent.js';
import type { Seen } from './control.js';
import type { FaultPlan } from './faults.js';
import type { Settings } from './settings.js';

export type { Seen } from './control.js';
export type { CallKind, FaultKind, FaultPlan } from './faults.js';
export type { Settings } from './settings.js';

/** A double of EventStoreDB: what a real server answers, in a process of its own, without its engine. For tests alone. */
export interface EventStoreDouble {
  /** The connection string that reaches it; the same after a restart. */
  readonly url: string;
  readonly port: number;
  readonly faults: {
    /** Stands until it has met its calls or its time is over. */
    plan(plan: FaultPlan): Promise<void>;
    /** Takes back what was planned. */
    clear(): Promise<void>;
    /** Does it at once to every subscription that is open; says to how many. */
    strike(fault: 'reset' | 'silence' | 'ended' | 'too-slow' | 'not-ready'): Promise<number>;
  };
  /** What it has seen since it was started last, and what it holds. */
  seen(): Promise<Seen>;
  /** SIGSTOP and SIGCONT: between them it is there and silent. */
  pause(): void;
  resume(): void;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Again on the same port, with what its file holds, if it has one. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export const LOAD = join(import.meta.dirname, '../../libs/postgres/testing/load-typescript.mjs');
const SERVE = join(import.meta.dirname, 'serve.ts');

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly control: number;
}

const start = async (settings: Settings): Promise<Running> => {
  const args = ['--import', WITH_PARENT, '--import', LOAD, SERVE, JSON.stringify(settings)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout);
  const [line] = (await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => [])])) as [string?];
  if (line === undefined) throw new Error('the double of EventStoreDB ended before it listened');
  return { child, ...(JSON.parse(line) as Omit<Running, 'child'>) };
};

const end = async ({ child }: Running, signal: NodeJS.Signals): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
};

/** Starts it on a free port of this machine; it ends with whoever started it. */
export const startEventStoreDouble = async (settings: Settings = {}): Promise<EventStoreDouble> => {
  // One that is started again has a port that no connection of somebody else's takes meanwhile.
  const [again] = settings.file === undefined ? [] : await freePorts(1);
  let running = await start({ ...settings, ...(again !== undefined && { port: again }) });
  const { port } = running;
  const ask = async (path: string, body: object = {}): Promise<unknown> => {
    const url = `http://127.0.0.1:${running.control}${path}`;
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`the double of EventStoreDB: ${await answer.text()}`);
    return answer.json();
  };
  return {
    url: `esdb://127.0.0.1:${port}?tls=false`,
    port,
    faults: {
      plan: async (plan) => {
        await ask('/plan', plan);
      },
      clear: async () => {
        await ask('/clear');
      },
      strike: async (fault) => ((await ask('/strike', { fault })) as { readonly struck: number }).struck,
    },
    seen: async () => (await ask('/seen')) as Seen,
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

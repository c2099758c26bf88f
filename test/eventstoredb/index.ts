import { join } from 'node:path';
import { freePorts } from '@hub/kafka/testing';
import type { Seen } from './control.js';
import type { FaultPlan } from './faults.js';
import { askOf, end, spawned } from './process.js';
import type { Settings } from './settings.js';

export type { Seen } from './control.js';
export type { CallKind, FaultKind, FaultPlan } from './faults.js';
export { startEventStoreCluster, type EventStoreCluster } from './cluster.js';
export { LOAD } from './process.js';
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

const SERVE = join(import.meta.dirname, 'serve.ts');

interface Said {
  readonly port: number;
  readonly control: number;
}

/** Starts it on a free port of this machine; it ends with whoever started it. */
export const startEventStoreDouble = async (settings: Settings = {}): Promise<EventStoreDouble> => {
  const start = async (at: Settings) => {
    const { child, said } = await spawned(SERVE, at);
    return { child, ...(said as Said) };
  };
  // One that is started again has a port that no connection of somebody else's takes meanwhile.
  const [again] = settings.file === undefined ? [] : await freePorts(1);
  let running = await start({ ...settings, ...(again !== undefined && { port: again }) });
  const { port } = running;
  const ask = (path: string, body: object = {}): Promise<unknown> => askOf(running.control, path, body);
  return {
    url: settings.tls ? `esdb://127.0.0.1:${port}` : `esdb://127.0.0.1:${port}?tls=false`,
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
    kill: () => end(running.child, 'SIGKILL'),
    restart: async () => {
      await end(running.child, 'SIGKILL');
      running = await start({ ...settings, port });
    },
    stop: () => end(running.child, 'SIGKILL'),
  };
};

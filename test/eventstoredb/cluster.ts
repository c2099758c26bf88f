import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '@hub/kafka/testing';
import type { Seen } from './control.js';
import type { FaultPlan } from './faults.js';
import { askOf, end, spawned } from './process.js';
import type { Delays } from './replicas.js';

/** A double of a cluster of three nodes. For tests alone. */
export interface EventStoreCluster {
  /** Names all three. */
  readonly url: string;
  readonly ports: readonly number[];
  /** The index of whoever leads, or is about to, once somebody is elected. */
  leader(): Promise<number>;
  /** A node that is there and silent, as by SIGSTOP, and goes on. */
  pause(index: number): Promise<void>;
  resume(index: number): Promise<void>;
  /** A node whose process is gone, and is started again with its log. */
  kill(index: number): Promise<void>;
  restart(index: number): Promise<void>;
  /** The connections to a node that are open now are dead and never closed; new ones are answered. */
  freeze(index: number): Promise<void>;
  /** What goes to and from a node takes so many milliseconds more. */
  slow(index: number, milliseconds: number): Promise<void>;
  /** As of a single double, of whichever node a call comes to. */
  plan(plan: FaultPlan): Promise<void>;
  seen(): Promise<Seen>;
  stop(): Promise<void>;
}

const SERVE = join(import.meta.dirname, 'serve-cluster.ts');
const DELAYS: Delays = { notice: 150, elect: 150, inaugurate: 0, stale: 200 };

export const startEventStoreCluster = async (delays: Partial<Delays> = {}): Promise<EventStoreCluster> => {
  // Each comes back to a port that nobody else takes meanwhile.
  const ports = await freePorts(3);
  const { child, said } = await spawned(SERVE, { ...DELAYS, ...delays, ports });
  const { control } = said as { readonly control: number };
  const ask = (path: string, body: object = {}): Promise<unknown> => askOf(control, path, body);
  const tell =
    (path: string) =>
    async (index: number, milliseconds?: number): Promise<void> => {
      await ask(path, { index, milliseconds });
    };
  return {
    url: `esdb://${ports.map((port) => `127.0.0.1:${port}`).join(',')}?tls=false`,
    ports,
    leader: async () => {
      for (;;) {
        const { leader } = (await ask('/leader')) as { readonly leader?: number };
        if (leader !== undefined) return leader;
        await sleep(20);
      }
    },
    pause: tell('/pause'),
    resume: tell('/resume'),
    kill: tell('/kill'),
    restart: tell('/restart'),
    freeze: tell('/freeze'),
    slow: tell('/slow'),
    plan: async (plan) => {
      await ask('/plan', plan);
    },
    seen: async () => (await ask('/seen')) as Seen,
    stop: () => end(child, 'SIGKILL'),
  };
};

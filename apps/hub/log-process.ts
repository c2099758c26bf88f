import type { EventStore, Following, Position, Recorded } from '@hub/eventsourcing';
import { safeError, type Health, type Log } from '@hub/platform';
import type { Pools } from '@hub/postgres';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkpointOf } from './checkpoints.js';

export interface LogProcessParts {
  readonly name: string;
  readonly store: Pick<EventStore, 'start' | 'follow'>;
  readonly pools: Pools;
  /** True once the index shows the position. */
  readonly waitFor: (position: Position, milliseconds: number) => Promise<boolean>;
  readonly log: Log;
  readonly following: Following;
  /** Does what a batch asks for, once the index shows it. What was done before a crash is asked for again. */
  readonly carryOut: (batch: readonly Recorded[], running: Running) => Promise<void>;
}

/** What a process that is at work knows of its surroundings. */
export interface Running {
  readonly stopping: AbortSignal;
  /** True once the index shows the position; false when the process is stopped before that. */
  readonly isShown: (position: Position) => Promise<boolean>;
}

/** Something that follows the log from a checkpoint of its own. */
export interface LogProcess {
  start(): Promise<void>;
  stop(): Promise<void>;
  health(): Health;
}

const PATIENCE = 30_000;
const PAUSE = 5_000;

export const logProcess = ({ name, store, pools, waitFor, log, following, carryOut }: LogProcessParts): LogProcess => {
  const stopping = new AbortController();
  const stopped = new Promise<false>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve(false));
  });
  let health: Health = { up: false, because: 'not started' };
  let running: Promise<void> = Promise.resolve();

  const isShown: Running['isShown'] = async (position) => {
    const isThere = await Promise.race([waitFor(position, PATIENCE), stopped]);
    if (stopping.signal.aborted) return false;
    if (!isThere) throw new Error('the index does not come up to the log');
    return true;
  };

  /** False when the process is stopped before it is done: the batch comes again at the next start. */
  const take = async (batch: readonly Recorded[]): Promise<boolean> => {
    const last = batch.at(-1);
    if (last && !(await isShown(last.position))) return false;
    await carryOut(batch, { stopping: stopping.signal, isShown });
    return !stopping.signal.aborted;
  };

  /** Stands still at the first failure, says so, and tries again from its checkpoint. */
  const follow = async (checkpoint: Awaited<ReturnType<typeof checkpointOf>>): Promise<void> => {
    const from = (await checkpoint.load()) ?? store.start;
    health = { up: true };
    for await (const batch of store.follow(from, stopping.signal, following)) {
      if (!(await take(batch))) return;
      const last = batch.at(-1);
      if (last) await checkpoint.save(last.position);
    }
  };

  const patiently = async (checkpoint: Awaited<ReturnType<typeof checkpointOf>>): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await follow(checkpoint);
      } catch (error) {
        health = { up: false, because: 'failed' };
        log.error(safeError(error), `${name} stands still`);
        await sleep(PAUSE, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  };

  return {
    async start() {
      running = patiently(await checkpointOf(pools, name));
    },
    async stop() {
      stopping.abort();
      await running;
      health = { up: false, because: 'stopped' };
    },
    health: () => health,
  };
};

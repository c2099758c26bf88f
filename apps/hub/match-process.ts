import type { Position, Recorded } from '@hub/eventsourcing';
import { safeError, type Health, type Log } from '@hub/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkpointOf } from './checkpoints.js';
import { matching, type MatchingParts } from './matching.js';
import type { Storage } from './storage.js';

export interface MatchProcessParts extends Pick<Storage, 'pools'>, MatchingParts {
  /** True once the index shows the position. */
  readonly waitFor: (position: Position, milliseconds: number) => Promise<boolean>;
  readonly log: Log;
}

/** Follows the log: whoever becomes known is compared with others, and whoever a steward says are one are linked. */
export interface MatchProcess {
  start(): Promise<void>;
  stop(): Promise<void>;
  health(): Health;
}

const PATIENCE = 30_000;
const PAUSE = 5_000;
/** Whoever is being answered goes first: nobody waits for a proposal. */
const LINGER = 100;

export const matchProcess = ({ pools, waitFor, log, ...parts }: MatchProcessParts): MatchProcess => {
  const stopping = new AbortController();
  const stopped = new Promise<false>((resolve) => {
    stopping.signal.addEventListener('abort', () => resolve(false));
  });
  const carryOut = matching(parts);
  let health: Health = { up: false, because: 'not started' };
  let running: Promise<void> = Promise.resolve();

  /** False when the process is stopped before the index shows the batch: it comes again at the next start. */
  const take = async (batch: readonly Recorded[]): Promise<boolean> => {
    const last = batch.at(-1);
    const isThere = last && (await Promise.race([waitFor(last.position, PATIENCE), stopped]));
    if (stopping.signal.aborted) return false;
    if (isThere === false) throw new Error('the index does not come up to the log');
    await carryOut(batch);
    return true;
  };

  /** Stands still at the first failure, says so, and tries again from its checkpoint. */
  const follow = async (checkpoint: Awaited<ReturnType<typeof checkpointOf>>): Promise<void> => {
    const from = (await checkpoint.load()) ?? parts.store.start;
    health = { up: true };
    for await (const batch of parts.store.follow(from, stopping.signal, { linger: LINGER })) {
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
        log.error(safeError(error), 'matching stands still');
        await sleep(PAUSE, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  };

  return {
    async start() {
      const checkpoint = await checkpointOf(pools, 'matching');
      running = patiently(checkpoint);
    },
    async stop() {
      stopping.abort();
      await running;
      health = { up: false, because: 'stopped' };
    },
    health: () => health,
  };
};

import type { EventStore } from '@hub/eventsourcing';
import { safeError, type Log } from '@hub/platform';
import { agencyOfFeed } from '@hub/pull-feed';
import type { AgencyId } from '@hub/sharing';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FeedBell } from '../api/index.js';

/** A bell that has to be set going, and lets everybody go when it is stopped. */
export interface Ringing extends FeedBell {
  start(): Promise<void>;
  stop(): Promise<void>;
}

const PAUSE = 5_000;

/** Rings for each partner whose feed has grown: follows the log once, for all who wait. */
export const feedBell = (store: Pick<EventStore, 'head' | 'follow'>, log: Log): Ringing => {
  const stopping = new AbortController();
  const counts = new Map<AgencyId, number>();
  const waiting = new Set<() => void>();
  let running: Promise<void> = Promise.resolve();

  const rung = (agency: AgencyId): number => counts.get(agency) ?? 0;

  const follow = async (from: { position: string }): Promise<void> => {
    for await (const batch of store.follow(from.position, stopping.signal)) {
      for (const { stream, position } of batch) {
        from.position = position;
        const agency = agencyOfFeed(stream);
        if (agency !== undefined) counts.set(agency, rung(agency) + 1);
      }
      for (const look of waiting) look();
    }
  };

  /** Nobody waits for ever while it does not ring: whoever asks says for how long. */
  const patiently = async (from: { position: string }): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await follow(from);
      } catch (error) {
        log.error(safeError(error), 'nobody is told that a feed has grown');
        await sleep(PAUSE, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  };

  return {
    rung,
    rings: (agency, oftener, signal) =>
      new Promise((resolve) => {
        const over = AbortSignal.any([signal, stopping.signal]);
        const look = (): void => {
          const has = rung(agency) > oftener;
          if (!has && !over.aborted) return;
          waiting.delete(look);
          over.removeEventListener('abort', look);
          resolve(has && !stopping.signal.aborted);
        };
        waiting.add(look);
        over.addEventListener('abort', look);
        look();
      }),
    async start() {
      running = patiently({ position: await store.head() });
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
};

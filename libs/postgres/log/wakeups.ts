import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

/** How long a follower sleeps when no notification comes: they are a convenience, never relied upon. */
const POLL = 1_000;
const LONGEST_PAUSE = 5_000;

/** Tells followers that the log may have grown. */
export interface Wakeups {
  /** Resolves at the next notification, after a while, or when `signal` aborts. */
  next(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Listens on a connection of its own, from the first time that somebody waits; a lost one is opened again. */
export const wakeups = (connect: () => pg.Client): Wakeups => {
  const closed = new AbortController();
  const waiting = new Set<() => void>();
  let listening: Promise<void> | undefined;

  const wakeAll = (): void => {
    for (const wake of waiting) wake();
  };

  const listenOnce = async (): Promise<void> => {
    const client = connect();
    const lost = new Promise<void>((resolve) => {
      client.once('end', () => resolve());
      closed.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    client.on('notification', wakeAll);
    try {
      await client.connect();
      await client.query('listen concord_log');
      wakeAll();
      await lost;
    } finally {
      await client.end().catch(() => undefined);
    }
  };

  const listen = async (): Promise<void> => {
    for (let pause = 100; !closed.signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      await listenOnce().then(
        () => (pause = 50),
        () => undefined,
      );
      await sleep(pause, undefined, { signal: closed.signal }).catch(() => undefined);
    }
  };

  return {
    next: (signal) => {
      listening ??= listen();
      return new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
          waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, POLL);
        signal.addEventListener('abort', wake, { once: true });
        waiting.add(wake);
        if (signal.aborted) wake();
      });
    },
    close: async () => {
      closed.abort();
      await listening;
    },
  };
};

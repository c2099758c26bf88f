import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { EventStore, Position } from '@hub/eventsourcing';

/** How long a follower sleeps when no notification comes: they are a convenience, never relied upon. */
const POLL = 1_000;
const LONGEST_PAUSE = 5_000;

/** One follower's sleep. */
export interface Wakeup {
  /** Resolves at the next notification, after a while, when the follower is told to end, or when cancelled. */
  readonly woken: Promise<void>;
  cancel(): void;
}

/** Tells followers that the log may have grown. */
export interface Wakeups {
  next(signal: AbortSignal): Wakeup;
  /** Wakes whoever sleeps, for something up to a position: no notification of it wakes them once more. */
  wake(upTo: Position): void;
  /** Whether there is more after a position, as far as that was notified. */
  isBehind(position: Position): boolean;
  close(): Promise<void>;
}

const POSITION = /^\d{1,18}$/;

/** Listens on a connection of its own, from the first time that somebody waits; a lost one is opened again. */
export const wakeups = (connect: () => pg.Client, isAfter: EventStore['isAfter']): Wakeups => {
  const closed = new AbortController();
  const waiting = new Set<() => void>();
  let listening: Promise<void> | undefined;

  const wakeAll = (): void => {
    for (const wake of waiting) wake();
  };

  let announced = '0';
  let woken = '0';

  const heard = ({ payload = '' }: pg.Notification): void => {
    if (!POSITION.test(payload)) {
      wakeAll();
      return;
    }
    if (isAfter(payload, announced)) announced = payload;
    // What this process has appended itself is answered at the same time, and followers are woken by that.
    setImmediate(() => {
      if (isAfter(payload, woken)) wakeAll();
    });
  };

  const listenOnce = async (): Promise<void> => {
    const client = connect();
    let giveUp = (): void => undefined;
    const lost = new Promise<void>((resolve) => {
      giveUp = resolve;
      client.once('end', resolve);
      closed.signal.addEventListener('abort', giveUp, { once: true });
    });
    client.on('notification', heard);
    try {
      await client.connect();
      await client.query('listen concord_log');
      wakeAll();
      await lost;
    } finally {
      closed.signal.removeEventListener('abort', giveUp);
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
    wake: (upTo) => {
      if (isAfter(upTo, woken)) woken = upTo;
      wakeAll();
    },
    isBehind: (position) => isAfter(announced, position),
    next: (signal) => {
      listening ??= listen();
      let cancel = (): void => undefined;
      const woken = new Promise<void>((resolve) => {
        cancel = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', cancel);
          waiting.delete(cancel);
          resolve();
        };
        const timer = setTimeout(cancel, POLL);
        signal.addEventListener('abort', cancel, { once: true });
        waiting.add(cancel);
        if (signal.aborted) cancel();
      });
      return { woken, cancel };
    },
    close: async () => {
      closed.abort();
      await listening;
    },
  };
};

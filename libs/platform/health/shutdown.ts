import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../logging/log.js';
import { safeError } from '../logging/safe-error.js';
import type { Readiness } from './health.js';

/** Something that ends, with a name for the log. */
export interface Stoppable {
  readonly name: string;
  stop(): Promise<unknown>;
}

export interface ShutdownParts {
  readonly readiness: Readiness;
  /** Between saying that no more requests should come and taking no more: load balancers need it to notice. */
  readonly drainSeconds: number;
  /** In this order: the server, which finishes its requests; followers, at a batch boundary; pools; the database. */
  readonly stop: readonly Stoppable[];
  readonly log: Log;
}

/** Stops the hub in order, once: a second call waits for the first. A part that fails does not keep the next from stopping. */
export const shutdown = ({ readiness, drainSeconds, stop, log }: ShutdownParts): (() => Promise<void>) => {
  const run = async (): Promise<void> => {
    readiness.stopAccepting();
    log.info({ drainSeconds }, 'stopping: no more requests, please');
    await sleep(drainSeconds * 1000);
    for (const part of stop) {
      try {
        await part.stop();
      } catch (error) {
        log.error({ part: part.name, ...safeError(error) }, 'a part did not stop properly');
      }
    }
    log.info({}, 'stopped');
  };
  let running: Promise<void> | undefined;
  return () => (running ??= run());
};

/** Where signals come from and the process ends; `process` itself, outside of tests. */
export interface Signals {
  on(signal: 'SIGTERM' | 'SIGINT', listener: () => void): unknown;
  /** Ends it now: whatever a part that did not stop properly has left open would keep the process alive for ever. */
  exit(code: number): void;
}

/** Stops at the first signal and ends the process; at the second, at once. */
export const stopOnSignals = (stop: () => Promise<void>, signals: Signals = process): void => {
  let asked = false;
  const listener = (): void => {
    if (asked) {
      // Whoever asks twice does not wait for what is still stopping; 128 + SIGINT, as a shell has it.
      signals.exit(130);
      return;
    }
    asked = true;
    const code = stop().then(
      () => 0,
      () => 1,
    );
    // All has stopped that could be: not left to the last open handle.
    void code.then((one) => signals.exit(one));
  };
  signals.on('SIGTERM', listener);
  signals.on('SIGINT', listener);
};

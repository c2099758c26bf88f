import { setTimeout as sleep } from 'node:timers/promises';

/** A bell that is rung for whoever waits, and for whoever is about to. */
export const bell = () => {
  let rung = false;
  let wake = (): void => undefined;
  return {
    ring: (): void => {
      rung = true;
      wake();
    },
    /** Resolves when it has been rung since the last time, or after so many milliseconds, or at the end. */
    heard: async (milliseconds: number, signal: AbortSignal): Promise<void> => {
      const either = new AbortController();
      if (!rung)
        await Promise.race([
          new Promise<void>((resolve) => (wake = resolve)),
          sleep(milliseconds, undefined, { signal: AbortSignal.any([signal, either.signal]) }).catch(() => undefined),
        ]);
      either.abort();
      rung = false;
    },
  };
};

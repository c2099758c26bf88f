/** A bell that is rung for whoever waits, and for whoever is about to. */
export const bell = () => {
  let rung = false;
  let wake = (): void => undefined;

  const waiting = (milliseconds: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      signal.addEventListener('abort', done);
      wake = done;
    });

  return {
    ring: (): void => {
      rung = true;
      wake();
    },
    /** Resolves when it has been rung since the last time, or after so many milliseconds, or at the end. */
    heard: async (milliseconds: number, signal: AbortSignal): Promise<void> => {
      if (!rung && !signal.aborted) await waiting(milliseconds, signal);
      rung = false;
    },
  };
};

/** Whoever asks while this is under way shares the next round, which starts after they asked. */
export const shared = <T>(work: () => Promise<T>): (() => Promise<T>) => {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | undefined;

  const round = async (): Promise<T> => {
    await running.catch(() => undefined);
    next = undefined;
    const mine = work();
    running = mine;
    return mine;
  };

  return () => (next ??= round());
};

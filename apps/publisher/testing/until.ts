import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE = 60_000;

/** Resolves once it is so; else fails, and says what it was like instead. */
export const until = async (holds: () => Promise<boolean> | boolean, otherwise: () => unknown): Promise<void> => {
  const end = performance.now() + PATIENCE;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`it did not come about: ${JSON.stringify(await otherwise())}`);
    await sleep(10);
  }
};

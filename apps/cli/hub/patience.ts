import { setTimeout as sleep } from 'node:timers/promises';

const FIRST = 250;
const LONGEST = 10_000;
const LONGEST_ASKED_FOR = 60_000;

export interface Patience {
  /** Milliseconds that one request may go on failing. */
  readonly limit: number;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Waits longer every time, and no shorter than it is told to. Resolves to false once patience has run out. */
export const patiently = ({ limit, now, signal }: Patience) => {
  const startedAt = now();
  let pause = FIRST;
  return async (askedFor = 0): Promise<boolean> => {
    if (now() - startedAt > limit) return false;
    // Half of it by chance, so that those who failed together do not come back together.
    const wait = Math.max(pause / 2 + Math.random() * (pause / 2), Math.min(askedFor, LONGEST_ASKED_FOR));
    pause = Math.min(pause * 2, LONGEST);
    await sleep(wait, undefined, { signal });
    return true;
  };
};

import { setTimeout as timer } from 'node:timers/promises';

/** Time and chance, handed in; a test hands in its own. */
export interface Ambient {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Resolves after so many milliseconds, or once the signal is given. */
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/** Those of this machine. */
export const ambient: Ambient = {
  now: Date.now,
  random: Math.random,
  sleep: (milliseconds, signal) =>
    timer(milliseconds, undefined, signal ? { signal } : {}).then(
      () => undefined,
      () => undefined,
    ),
};

/** How long to wait between attempts. */
export interface Backoff {
  /** Milliseconds after the first failure. */
  readonly first: number;
  /** Milliseconds at most. */
  readonly longest: number;
}

/** Four times as long after each failure, the half of it by chance, so that not all come back at once. */
export const pause = ({ first, longest }: Backoff, failures: number, random: () => number): number => {
  const full = Math.min(longest, first * 4 ** Math.max(0, failures - 1));
  return Math.round(full / 2 + (full / 2) * random());
};

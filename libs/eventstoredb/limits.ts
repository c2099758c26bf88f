import { setTimeout as sleep } from 'node:timers/promises';
import { unavailable } from './failure.js';

/** Milliseconds. */
export interface Timeouts {
  /** A command, or a question, with everything that has to be tried again on the way. */
  readonly whole: number;
  /** One call to the server that says nothing. */
  readonly call: number;
  /** A subscription that says nothing, until the log's head is asked whether there is something. */
  readonly silence: number;
  /** How long the process that has claimed a command is left to carry it out alone. */
  readonly patience: number;
}

export const TIMEOUTS: Timeouts = { whole: 10_000, call: 4_000, silence: 10_000, patience: 250 };

/** When something has to be over. */
export interface Deadline {
  /** Milliseconds, never less than nothing. */
  left(): number;
}

export const deadlineIn = (milliseconds: number): Deadline => {
  const end = performance.now() + milliseconds;
  return { left: () => Math.max(0, end - performance.now()) };
};

/** What `work` comes to, or `unavailable` after so many milliseconds; what becomes of it later is nobody's concern. */
export const within = async <T>(milliseconds: number, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(unavailable());
    }, milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
};

/** Pauses that double, from `first` to `longest`. */
export const pauses = (first: number, longest: number) => {
  let following = first;
  const next = (): number => {
    const pause = following;
    following = Math.min(following * 2, longest);
    return pause;
  };
  /** Never beyond what is left. */
  const wait = (until: Deadline): Promise<void> => sleep(Math.min(next(), until.left()));
  return { next, wait };
};

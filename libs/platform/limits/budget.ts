/** Seconds for which a budget lasts. */
export const WINDOW = 60;

/** What is left of somebody's budget. */
export interface Balance {
  readonly policy: string;
  /** Requests in a window. */
  readonly quota: number;
  readonly left: number;
  /** Seconds until the budget is whole again; never 0. */
  readonly renewsIn: number;
  /** This request was one too many. */
  readonly exceeded: boolean;
}

export interface Budget {
  /** Counts one request of somebody, whatever becomes of it. */
  spend(who: string): Balance;
}

interface Window {
  readonly ends: number;
  spent: number;
}

const MILLISECONDS = 1000 * WINDOW;

/** One that would end later than any can was begun before the clock was put back. */
const isOpen = ({ ends }: Window, now: number): boolean => ends > now && ends - now <= MILLISECONDS;

/**
 * Requests in a minute, for everybody by themselves; the minute begins with the first of them.
 *
 * Holds nothing of whoever has not asked for a minute.
 */
export const budget = (policy: string, quota: number, clock: () => Date): Budget => {
  // All last equally long and stand here as they began: those that are over come first.
  const windows = new Map<string, Window>();

  const forget = (now: number): void => {
    for (const [who, window] of windows) {
      if (isOpen(window, now)) return;
      windows.delete(who);
    }
  };

  const windowOf = (who: string, now: number): Window => {
    const current = windows.get(who);
    if (current && isOpen(current, now)) return current;
    windows.delete(who);
    const begun = { ends: now + MILLISECONDS, spent: 0 };
    windows.set(who, begun);
    return begun;
  };

  return {
    spend: (who) => {
      const now = clock().getTime();
      forget(now);
      const window = windowOf(who, now);
      window.spent += 1;
      return {
        policy,
        quota,
        left: Math.max(0, quota - window.spent),
        renewsIn: Math.ceil((window.ends - now) / 1000),
        exceeded: window.spent > quota,
      };
    },
  };
};

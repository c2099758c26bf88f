import type pg from 'pg';
import type { Position } from '@hub/eventsourcing';
import { checkpoints } from './checkpoints.js';

export interface BoardOptions {
  readonly pool: pg.Pool;
  readonly isAfter: (a: Position, b: Position) => boolean;
  /** Milliseconds between looks at the checkpoints, while somebody waits. */
  readonly every?: number;
}

/** How far the projections have come, for whoever waits for them: told by a projector of this process, or looked up. */
export interface Board {
  moved(projection: string, position: Position): void;
  /** True once these projections have taken in everything up to the position, false when the time is over before that. */
  waitFor(position: Position, milliseconds: number, projections: readonly string[]): Promise<boolean>;
}

export const board = ({ pool, isAfter, every = 25 }: BoardOptions): Board => {
  // INVARIANT: a checkpoint never moves back, so what has been seen once stays true.
  const known = new Map<string, Position>();
  const waiting = new Set<() => void>();
  let looking: Promise<void> | undefined;

  const note = (projection: string, position: Position): void => {
    const before = known.get(projection);
    if (before === undefined || isAfter(position, before)) known.set(projection, position);
  };

  const wakeAll = (): void => {
    for (const wake of waiting) wake();
  };

  const moved = (projection: string, position: Position): void => {
    note(projection, position);
    wakeAll();
  };

  const look = (): Promise<void> =>
    (looking ??= checkpoints(pool, 'live')
      .then((found) => {
        for (const { projection, position } of found.values()) note(projection, position);
      })
      .finally(() => (looking = undefined)));

  const woken = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.max(milliseconds, 0));
      waiting.add(wake);
    });

  return {
    moved,
    async waitFor(position, milliseconds, projections) {
      const until = performance.now() + milliseconds;
      const reached = (): boolean =>
        projections.every((projection) => {
          const at = known.get(projection);
          return at !== undefined && !isAfter(position, at);
        });
      for (;;) {
        if (reached()) return true;
        await look();
        if (reached()) return true;
        const left = until - performance.now();
        if (left <= 0) return false;
        await woken(Math.min(every, left));
      }
    },
  };
};

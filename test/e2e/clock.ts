export interface SettableClock {
  readonly now: () => Date;
  set(instant: string): void;
  advance(by: {
    readonly days?: number;
    readonly hours?: number;
    readonly minutes?: number;
    readonly seconds?: number;
  }): void;
}

/** A clock that stands still until it is moved; without a start it is the real one, which can be moved as well. */
export const settableClock = (start?: string): SettableClock => {
  let moved = 0;
  let standing = start === undefined ? undefined : Date.parse(start);
  return {
    now: () => new Date(standing ?? Date.now() + moved),
    set(instant) {
      standing = Date.parse(instant);
    },
    advance({ days = 0, hours = 0, minutes = 0, seconds = 0 }) {
      const milliseconds = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
      if (standing === undefined) moved += milliseconds;
      else standing += milliseconds;
    },
  };
};

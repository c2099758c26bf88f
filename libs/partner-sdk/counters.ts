/** What a consumer has done since it was started. */
export interface Counters {
  /** Texts that came. */
  readonly received: number;
  readonly handled: number;
  /** Came again, and were dropped. */
  readonly repeated: number;
  readonly voided: number;
  /** Of a type that this library does not know. */
  readonly unknown: number;
  readonly expired: number;
  /** Attempts of a handler that failed. */
  readonly failures: number;
  readonly deadLetters: number;
  /** Messages that did not come, by the time that it was noticed. */
  readonly missed: number;
  readonly heartbeats: number;
}

export interface Counting {
  add(name: keyof Counters, more?: number): void;
  read(): Counters;
}

export const counting = (): Counting => {
  const counts: Record<keyof Counters, number> = {
    received: 0,
    handled: 0,
    repeated: 0,
    voided: 0,
    unknown: 0,
    expired: 0,
    failures: 0,
    deadLetters: 0,
    missed: 0,
    heartbeats: 0,
  };
  return {
    add: (name, more = 1) => void (counts[name] += more),
    read: () => ({ ...counts }),
  };
};

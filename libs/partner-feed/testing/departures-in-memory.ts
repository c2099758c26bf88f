import type { Departures } from '../index.js';

/** Of one process that ends with it. */
export const departuresInMemory = (): Departures => {
  const left = new Map<string, number>();
  const known = (agency: string): number => left.get(agency) ?? 0;
  let last: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };

  return {
    known,
    upTo: (agency) => Promise.resolve(known(agency)),
    advance: (agency, sequence) =>
      inTurn(() => Promise.resolve(void left.set(agency, Math.max(sequence, known(agency))))),
    whileNothingLeaves: (agency, work) => inTurn(() => work(known(agency))),
  };
};

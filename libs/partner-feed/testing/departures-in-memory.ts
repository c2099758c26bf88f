import type { Departures } from '../index.js';

/** Of one process that ends with it. */
export const departuresInMemory = (): Departures => {
  const left = new Map<string, number>();
  const known = (agency: string): number => left.get(agency) ?? 0;
  return {
    known,
    upTo: (agency) => Promise.resolve(known(agency)),
    advance: (agency, sequence) => Promise.resolve(void left.set(agency, Math.max(sequence, known(agency)))),
  };
};

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const CACHE = new URL('../../node_modules/.cache/concord/', import.meta.url);

/** What a soak has been through, by seed, so that it goes on where it was broken off. Soaks of other first seeds are others. */
export const progressOf = (name: string, firstSeed: number) => {
  const file = new URL(`${name}-soak-${firstSeed}.json`, CACHE);
  const done = (): readonly number[] => {
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as readonly number[];
    } catch {
      return [];
    }
  };
  return {
    /** Of these seeds, those that it has not been through yet; all of them once it has been through all. */
    left(seeds: readonly number[]): readonly number[] {
      const left = seeds.filter((seed) => !done().includes(seed));
      return left.length > 0 ? left : seeds;
    },
    note(seed: number): void {
      mkdirSync(CACHE, { recursive: true });
      writeFileSync(file, JSON.stringify([...new Set([...done(), seed])]));
    },
  };
};

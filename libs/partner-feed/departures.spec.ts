import { departing } from './departures.js';
import { departuresInMemory } from './testing/index.js';

const last = (seen: readonly number[]): number => Math.max(0, ...seen);

describe('what is about to leave', () => {
  it('leaves by a look that found nothing more than what was written down before it, also where a permission comes back', async () => {
    const departures = departuresInMemory();
    const looks = [
      [1, 2],
      [1, 2, 5],
      [1, 2, 5],
    ];
    const seen: number[][] = [];
    const look = (): Promise<readonly number[]> => {
      const found = looks.shift() ?? [];
      seen.push([departures.known('school'), last(found)]);
      return Promise.resolve(found);
    };
    expect(await departing(departures)('school', { look, lastInFull: last })).toEqual([1, 2, 5]);
    expect(seen).toEqual([
      [0, 2],
      [2, 5],
      [5, 5],
    ]);
  });

  it('does not leave while there is more at each look', async () => {
    const departures = departuresInMemory();
    let count = 0;
    const look = () => Promise.resolve([(count += 1)]);
    await expect(departing(departures)('school', { look, lastInFull: last })).rejects.toThrow('facts-keep-moving');
  });

  it('is looked at once where it has left before', async () => {
    const departures = departuresInMemory();
    await departures.advance('school', 7);
    let looks = 0;
    const look = () => Promise.resolve([(looks += 1)]);
    await departing(departures)('school', { look, lastInFull: last });
    expect(looks).toBe(1);
  });
});

import fc from 'fast-check';
import { memory } from './index.js';

type Step =
  { readonly key: number; readonly value: number } | { readonly key: number; readonly does: 'get' | 'delete' };

const key = fc.integer({ min: 0, max: 30 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ key, value: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ key, does: fc.constantFrom('get' as const, 'get' as const, 'delete' as const) }),
);

describe('a memory', () => {
  it('says nothing but what was set last, keeps what was used last, and nothing that was deleted', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 20 }), (steps, most) => {
        const mine = memory<number, number>(most, (value) => value);
        const truth = new Map<number, number>();
        /** Keys that are there, the one used last at the end. */
        let used: number[] = [];
        const use = (one: number) => (used = [...used.filter((other) => other !== one), one]);
        for (const { key: one, ...does } of steps) {
          if ('value' in does) {
            mine.set(one, does.value);
            truth.set(one, does.value);
            use(one);
          } else if (does.does === 'delete') {
            mine.delete(one);
            truth.delete(one);
            used = used.filter((other) => other !== one);
          } else {
            const found = mine.get(one);
            expect([undefined, truth.get(one)]).toContain(found);
            if (found !== undefined) use(one);
          }
        }
        let weight = 0;
        for (const one of used.toReversed()) {
          weight += truth.get(one)!;
          if (weight >= most) break;
          expect(mine.get(one)).toBe(truth.get(one));
        }
      }),
    );
  });

  it('lets go of what is not used any more', () => {
    const mine = memory<number, number>(10);
    for (let one = 0; one < 1_000; one += 1) mine.set(one, one);
    const kept = Array.from({ length: 1_000 }, (_, one) => mine.get(one)).filter((found) => found !== undefined);
    expect(kept.length).toBeGreaterThanOrEqual(9);
    expect(kept.length).toBeLessThanOrEqual(20);
  });
});

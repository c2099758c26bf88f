import fc from 'fast-check';
import { inLayers, layered, type Layers } from './layers.js';

const entries = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.nat({ max: 9 })), { maxLength: 4 });

describe('a map in layers', () => {
  it('answers as one map does to which all was added, and leaves what it was before alone', () => {
    fc.assert(
      fc.property(fc.array(entries, { maxLength: 12 }), (additions) => {
        let layers: Layers<number> = [];
        const model = new Map<string, number>();
        for (const addition of additions) {
          const before = layers.map((layer) => [...layer]);
          const next = layered(layers, new Map(addition));
          expect(layers.map((layer) => [...layer])).toEqual(before);
          for (const [key, value] of addition) model.set(key, value);
          layers = next;
        }
        for (const key of ['a', 'b', 'c', 'd', 'e', 'f']) expect(inLayers(layers, key)).toBe(model.get(key));
      }),
    );
  });

  it('has few layers, however much is added one by one', () => {
    let layers: Layers<number> = [];
    for (let n = 0; n < 1_000; n += 1) layers = layered(layers, new Map([[String(n), n]]));
    expect(layers.length).toBeLessThanOrEqual(10);
    expect(inLayers(layers, '0')).toBe(0);
    expect(inLayers(layers, '999')).toBe(999);
  });
});

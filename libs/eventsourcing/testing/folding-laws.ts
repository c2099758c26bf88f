import fc from 'fast-check';
import { fold, type Folding } from '../index.js';

const unchanged = (state: unknown, work: () => void): void => {
  const before = structuredClone(state);
  work();
  expect(state).toEqual(before);
};

/** Whatever of these events has happened: many at once come to the same as one after another, and nothing is altered. */
export const keepsFoldingLaws = <S, E>(folding: Folding<S, E>, events: readonly E[]): void => {
  const { initial } = folding;
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...events), { maxLength: 12 }), fc.nat(), (history, cut) => {
      const one = history.reduce((state, event) => folding.evolve(state, event), initial);
      const prefix = fold(folding, history.slice(0, cut));
      unchanged(initial, () => expect(fold(folding, history)).toEqual(one));
      unchanged(prefix, () => expect(fold(folding, history.slice(cut), prefix)).toEqual(one));
    }),
  );
};

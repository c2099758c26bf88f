import { fold, foldingById, type Event } from './index.js';
import { keepsFoldingLaws } from './testing/index.js';

type Said = Event<'Said', { who?: string; word: string }>;

const said = (word: string, who?: string): Said => ({
  type: 'Said',
  data: { word, ...(who !== undefined && { who }) },
});

const words = foldingById<readonly string[], Said>({
  idOf: ({ data }) => data.who,
  evolve: (before, { data }) => (data.word === '' ? before : [...(before ?? []), data.word]),
});

/** A map that knows how often it was gone through, as a copy does. */
class Watched extends Map<string, readonly string[]> {
  copies = 0;
  override [Symbol.iterator]() {
    this.copies += 1;
    return super[Symbol.iterator]();
  }
}

describe('a fold of records by their ids', () => {
  it('keeps the laws of folds', () => {
    keepsFoldingLaws(words, [said('a', 'Ann'), said('b', 'Ann'), said('', 'Ann'), said('c', 'Ben'), said('d')]);
  });

  it('passes over events of other contexts, and those that come before their record', () => {
    expect(fold(words, [said('a'), said('', 'Ann'), said('b', 'Ben')])).toEqual(new Map([['Ben', ['b']]]));
  });

  it('copies what was there once, however many events there are, and not at all where nothing changes', () => {
    const before = new Watched([['Ann', ['a']]]);
    const many = Array.from({ length: 100 }, (_, n) => said(String(n), `speaker ${n % 7}`));
    expect(fold(words, many, before).size).toBe(8);
    expect([before.copies, before.size]).toEqual([1, 1]);
    expect(fold(words, [said('', 'Ann'), said('x')], before)).toBe(before);
    expect(before.copies).toBe(1);
  });
});

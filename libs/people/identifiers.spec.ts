import fc from 'fast-check';
import { isNhsNumber, isUpn, tidyIdentifier } from './index.js';

const LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ';
const digits = (length: number) => fc.array(fc.nat(9), { minLength: length, maxLength: length });
const other = (digit: number, by: number) => (digit + 1 + (by % 9)) % 10;

describe('an NHS number', () => {
  it('carries its check digit', () => {
    expect(isNhsNumber('9990000018')).toBe(true);
    expect(isNhsNumber('9434765919')).toBe(true);
    expect(isNhsNumber('9434765918')).toBe(false);
  });

  it('with a remainder of nought ends in nought', () => {
    expect(isNhsNumber('0000000000')).toBe(true);
  });

  it('that would need a check digit of ten does not exist', () => {
    const stems = fc.sample(digits(9), { numRuns: 500, seed: 1 });
    const ten = stems.filter((stem) => stem.reduce((sum, digit, index) => sum + digit * (10 - index), 0) % 11 === 1);
    expect(ten.length).toBeGreaterThan(10);
    for (const stem of ten)
      for (let last = 0; last < 10; last += 1) expect(isNhsNumber([...stem, last].join(''))).toBe(false);
  });

  it('has ten digits and nothing else', () => {
    for (const value of ['', '999000001', '99900000181', '999 000 0018', '９９９００００１８8', 'x990000018'])
      expect(isNhsNumber(value)).toBe(false);
  });

  it('shows every slip of one digit', () => {
    fc.assert(
      fc.property(digits(10), fc.nat(9), fc.nat(8), (number, place, by) => {
        fc.pre(isNhsNumber(number.join('')));
        expect(isNhsNumber(number.with(place, other(number[place]!, by)).join(''))).toBe(false);
      }),
      { numRuns: 20 },
    );
  });
});

describe('a unique pupil number', () => {
  it('begins with its check letter', () => {
    expect(isUpn('B801200005001')).toBe(true);
    expect(isUpn('P207000016049')).toBe(true);
    expect(isUpn('A801200005001')).toBe(false);
  });

  it('may be temporary, and then ends in a letter', () => {
    const letterFor = (rest: string) => LETTERS.split('').findIndex((letter) => isUpn(letter + rest));
    // The last letter counts in the thirteenth place: from A (0) to B (1) the check letter moves on by 13.
    expect((letterFor('80120000500B') - letterFor('80120000500A') + 23) % 23).toBe(13);
    expect(letterFor('80120000500A')).toBe(letterFor('801200005000'));
  });

  it('never has an I, an O or an S', () => {
    for (const letter of ['I', 'O', 'S']) expect(isUpn(`${letter}801200005001`)).toBe(false);
    expect(isUpn('B80120000500S')).toBe(false);
  });

  it('has exactly one check letter', () => {
    fc.assert(
      fc.property(digits(12), (rest) => {
        expect(LETTERS.split('').filter((letter) => isUpn(letter + rest.join('')))).toHaveLength(1);
      }),
    );
  });
});

it('an identifier has one way of writing', () => {
  expect(tidyIdentifier('nhs-number', ' 999-000 0018')).toBe('9990000018');
  expect(tidyIdentifier('upn', 'b8012 00005001')).toBe('B801200005001');
  expect(tidyIdentifier('local', ' c 17 ')).toBe('c 17');
});

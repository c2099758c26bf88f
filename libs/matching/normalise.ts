/** Letters that carry a stroke or are two in one: Unicode does not take them apart, but keyboards and clerks do. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
};

/**
 * The words of a text as two agencies might both write it: lower case, without accents and punctuation.
 *
 * An apostrophe joins what it stands between, a hyphen parts it. Only the accents of Latin, Greek and Cyrillic go
 * (U+0300 to U+036F): in other scripts a combining mark is a vowel, and without it two names become one.
 */
export const wordsOf = (text: string): readonly string[] =>
  text
    .replace(/['’‘ʼʻʿ´`]/gu, '')
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/gu, '')
    .toLowerCase()
    .replace(/[ßæœøłđðþħı]/gu, (letter) => PLAIN[letter] ?? letter)
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '');

/** The words run together, so that `Mac Donald`, `Mac-Donald` and `MacDonald` are one. */
export const squashed = (text: string): string => wordsOf(text).join('');

/** How many letters two texts begin with in common. */
const sharedStart = (one: string, other: string): number => {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
};

const reversed = (text: string): string => text.split('').reverse().join('');

/** Whether one letter more, less or other, or two neighbours in the wrong order, makes one text of the other. */
export const isSlip = (one: string, other: string): boolean => {
  const start = sharedStart(one, other);
  const [ends, otherEnds] = [reversed(one.slice(start)), reversed(other.slice(start))];
  const end = sharedStart(ends, otherEnds);
  const [left, otherLeft] = [ends.slice(end), otherEnds.slice(end)];
  if (left.length <= 1 && otherLeft.length <= 1) return true;
  return left.length === 2 && left === reversed(otherLeft);
};

/** Changes of one character that lead from one text to another (Levenshtein). */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (b[j - 1] === letter ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
};

const nearest = (name: string, known: readonly string[]): string | undefined => {
  const [best] = known
    .map((candidate) => ({ candidate, changes: distance(name, candidate) }))
    .sort((a, b) => a.changes - b.changes);
  return best && best.changes <= 4 ? best.candidate : undefined;
};

/** Ours, but read by tests, tools and the commands that ask a hub alone. */
const ELSEWHERE = /^CONCORD_(TEST_|SOAK$|DEV_|TOKEN$)/;

/** One sentence for each `CONCORD_` name that means nothing: a slip of the finger would otherwise go unnoticed. */
export const unknownNames = (names: readonly string[], known: readonly string[]): readonly string[] =>
  names
    .filter((name) => name.startsWith('CONCORD_') && !known.includes(name) && !ELSEWHERE.test(name))
    .map((name) => {
      const meant = nearest(name, known);
      return meant ? `${name} is not known; did you mean ${meant}?` : `${name} is not known`;
    });

/** So many at a time. */
const HANDS = 8;

/** Does the same to each, several at a time; what comes of it stands in the order of what was given. */
export const inParallel = async <T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<readonly R[]> => {
  const results = new Array<R>(all.length);
  let next = 0;
  const hand = async (): Promise<void> => {
    for (let index = next++; index < all.length; index = next++) results[index] = await work(all[index]!);
  };
  await Promise.all(Array.from({ length: HANDS }, hand));
  return results;
};

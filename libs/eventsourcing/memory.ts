/** What was used last, by key; what was not makes room. */
export interface Memory<K, V> {
  /** To be asked for is to be used. */
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  delete(key: K): void;
}

/**
 * Keeps at least what was used last and weighs `most` together, and at most about twice that. A value weighs one, unless
 * `weigh` says otherwise.
 *
 * In two generations, of which the older one goes at once when the younger is full: to delete the oldest entry of a `Map` each
 * time takes the longer the more it holds, because the engine passes over all that was deleted before it.
 */
export const memory = <K, V extends object | string | number | bigint | true>(
  most: number,
  weigh: (value: V) => number = () => 1,
): Memory<K, V> => {
  let young = new Map<K, V>();
  let old = new Map<K, V>();
  let weight = 0;

  const take = (key: K): void => {
    const found = young.get(key);
    if (found === undefined) return;
    weight -= weigh(found);
    young.delete(key);
  };

  const set = (key: K, value: V): void => {
    const before = young.get(key);
    weight += weigh(value) - (before === undefined ? 0 : weigh(before));
    young.set(key, value);
    if (weight < most) return;
    [old, young, weight] = [young, new Map<K, V>(), 0];
  };

  return {
    get(key) {
      const found = young.get(key);
      if (found !== undefined) return found;
      const older = old.get(key);
      if (older !== undefined) set(key, older);
      return older;
    },
    set,
    delete(key) {
      take(key);
      old.delete(key);
    },
  };
};

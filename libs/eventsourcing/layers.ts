/**
 * A map in layers, the newest first: it is added to without being copied, and what it was before stays as it was. For a state
 * that grows for years, and of which each event changes a little. Plain data.
 */
export type Layers<V> = readonly ReadonlyMap<string, V>[];

/** What the newest layer that knows the key has for it. */
export const inLayers = <V>(layers: Layers<V>, key: string): V | undefined => {
  for (const layer of layers) {
    const found = layer.get(key);
    if (found !== undefined) return found;
  }
  return undefined;
};

/**
 * With these added. Each layer is kept at least twice as large as the one above it, so that there are few, and whatever was
 * added is copied a few times in all.
 */
export const layered = <V>(layers: Layers<V>, news: ReadonlyMap<string, V>): Layers<V> => {
  if (news.size === 0) return layers;
  let top = news;
  let covered = 0;
  for (const layer of layers) {
    if (layer.size >= 2 * top.size) break;
    top = new Map([...layer, ...top]);
    covered += 1;
  }
  return [top, ...layers.slice(covered)];
};

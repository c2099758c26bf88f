import type { ItemId, ItemOutcome } from '@hub/sharing';
import type { ToldItem, ToldPassage } from './told.js';

/** What has gone. */
export type Gone =
  /** Consents: what relied on one of them. */
  | { readonly kind: 'consents'; readonly consents: ReadonlySet<string> }
  /** Words that are not so: what showed them. */
  | { readonly kind: 'passages'; readonly item: ItemId; readonly passages: ReadonlySet<string> }
  /** A fact that was not there, or was: what would not have been shown with it, or without it. */
  | { readonly kind: 'decision' };

const shownIn = (outcomes: readonly ItemOutcome[]): ReadonlyMap<ItemId, ReadonlySet<string>> =>
  new Map(
    outcomes.map(({ item, passages }) => [
      item,
      new Set(passages.filter(({ outcome }) => outcome === 'permit').map(({ passage }) => passage)),
    ]),
  );

type IsLost = (item: ToldItem, passage: ToldPassage) => boolean;

const losing = (gone: Gone, otherwise: readonly ItemOutcome[]): IsLost => {
  switch (gone.kind) {
    case 'consents':
      return (_, { consents }) => consents.some((consent) => gone.consents.has(consent));
    case 'passages':
      return ({ item }, { passage }) => item === gone.item && gone.passages.has(passage);
    case 'decision': {
      const shown = shownIn(otherwise);
      return ({ item }, { passage }) => shown.get(item)?.has(passage) !== true;
    }
  }
};

/**
 * What of that which was told relied on what has gone; the rest stands.
 *
 * `otherwise`: what the same decision comes to with what was not known, or without what was wrong.
 */
export const lostOf = (
  told: readonly ToldItem[],
  gone: Gone,
  otherwise: readonly ItemOutcome[] = [],
): readonly ToldItem[] => {
  const isLost = losing(gone, otherwise);
  return told
    .map((item) => ({ ...item, passages: item.passages.filter((passage) => isLost(item, passage)) }))
    .filter(({ passages }) => passages.length > 0);
};

import type {
  Answer,
  Category,
  Instant,
  Item,
  ItemId,
  ItemKind,
  Label,
  LawfulBasis,
  ObligationCode,
  Outcome,
  Passage,
  PersonId,
  Reason,
  Via,
} from '@hub/sharing';
import { contentKey, NO_LONGER_HELD, type Json, type Words } from './ports.js';
import type { Shown } from './question.js';
import type { ToldIds } from './told-ids.js';

/**
 * A passage that is shown, with whom it is about; one that would be, but is no longer held; or a gap that says why it is
 * one and nothing else.
 */
export type AnsweredPassage =
  | { readonly content: Json; readonly about: readonly PersonId[] }
  | { readonly noLongerHeld: true; readonly about: readonly PersonId[] }
  | { readonly masked: true; readonly reasons: readonly Reason[] };

/** One item as the caller sees it. Omitted passages leave no trace in it. */
export interface AnsweredItem {
  readonly id: ItemId;
  readonly kind: ItemKind;
  readonly category: Category;
  readonly source: string;
  readonly effectiveAt: Instant;
  /** Only where nothing of the item is masked: a label would tell what is behind the gap. */
  readonly labels?: readonly Label[];
  readonly passages: readonly AnsweredPassage[];
  readonly onward: readonly string[];
  readonly via?: Via;
  readonly basis?: LawfulBasis;
}

/** What the caller gets. */
export interface Answered<C = never> {
  readonly found: true;
  readonly asAt: Instant;
  readonly disclosureId: string;
  readonly outcome: Outcome;
  readonly reasons: readonly Reason[];
  readonly obligations: readonly ObligationCode[];
  readonly items: readonly AnsweredItem[];
  readonly next?: C;
}

/** The one answer about whoever does not exist, and whoever the caller may know nothing of. */
export interface NotFound {
  readonly found: false;
}

export const NOT_FOUND: NotFound = { found: false };

/** Visible passages in the item's own order. */
export const visiblePassages = ({ item, visible }: Shown): Item['passages'] =>
  visible.outcome === 'permit' && visible.permitted.length === item.passages.length
    ? item.passages
    : item.passages.filter(
        ({ id }) => visible.permitted.includes(id) || visible.masked.some(({ passage }) => passage === id),
      );

/** A passage of an answer before its words are there: a gap as it is, and where the words of another will be found. */
type UnspokenPassage =
  | Extract<AnsweredPassage, { masked: true }>
  | { readonly key: string; readonly kind: ItemKind; readonly about: readonly PersonId[] };

/** An item of an answer, but for the words. */
export interface UnspokenItem extends Omit<AnsweredItem, 'passages'> {
  readonly passages: readonly UnspokenPassage[];
}

const unspokenPassage = ({ item, visible }: Shown, passage: Passage, ids: ToldIds): UnspokenPassage => {
  const { id } = passage;
  const gap = visible.masked.find((masked) => masked.passage === id);
  if (gap) return { masked: true, reasons: gap.reasons };
  return { key: contentKey({ item: item.id, passage: id }), kind: item.kind, about: ids.about(item, passage) };
};

/** All of an item that can be said before its words are read. */
export const unspoken = (shown: Shown, ids: ToldIds): UnspokenItem => {
  const { id, kind, category, source, effectiveAt, labels } = shown.item;
  const { outcome, onward, via, basis } = shown.visible;
  return {
    id: ids.item(id),
    kind,
    category,
    source,
    effectiveAt,
    ...(outcome === 'permit' ? { labels } : {}),
    passages: visiblePassages(shown).map((passage) => unspokenPassage(shown, passage, ids)),
    onward,
    ...(via && { via }),
    ...(basis && { basis }),
  };
};

const spoken = (passage: UnspokenPassage, content: ReadonlyMap<string, Words>, ids: ToldIds): AnsweredPassage => {
  if (!('key' in passage)) return passage;
  const { key, kind, about } = passage;
  const words = content.get(key);
  // INVARIANT: the door has made sure that everything permitted is there.
  if (words === undefined) throw new Error('a permitted passage has no content');
  return words === NO_LONGER_HELD ? { noLongerHeld: true, about } : { content: ids.words(kind, words), about };
};

/** Which answer it is, in the trail and in time. */
export interface Which {
  readonly asAt: Instant;
  readonly disclosureId: string;
}

/** What is told, and of what: all of an answer but the words. */
export interface Telling<C> {
  readonly told: Answer;
  readonly items: readonly UnspokenItem[];
  readonly next?: C | undefined;
  /** The ids by which the caller is told of people. */
  readonly ids: ToldIds;
}

/** The answer, of what may be told alone. */
export const answered = <C>(
  { told, items, next, ids }: Telling<C>,
  { asAt, disclosureId }: Which,
  content: ReadonlyMap<string, Words>,
): Answered<C> => ({
  found: true,
  asAt,
  disclosureId,
  outcome: told.outcome,
  reasons: told.reasons,
  obligations: told.obligations,
  items: items.map((item) => ({ ...item, passages: item.passages.map((passage) => spoken(passage, content, ids)) })),
  ...(next === undefined ? {} : { next }),
});

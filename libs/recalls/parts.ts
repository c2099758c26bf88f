import type { RecallEvent, RecalledItem } from './events.js';

type Scope = Extract<RecallEvent, { type: 'RecallRaised' }>['data']['scope'];

/** So many things are recalled by one notice at most: of more there are several. */
export const MOST_RECALLED = 500;
/** An append holds at most 1 MiB; a notice with so much in it is sure to fit, and so is its acknowledgement. */
const MOST_CHARACTERS = 400_000;

type Named = { readonly item: RecalledItem } | { readonly entry: string };

const namedIn = ({ items, byHand }: Scope): readonly Named[] => [
  ...items.map((item) => ({ item })),
  ...byHand.map((entry) => ({ entry })),
];

const scopeOf = (named: readonly Named[]): Scope => ({
  items: named.flatMap((one) => ('item' in one ? [one.item] : [])),
  byHand: named.flatMap((one) => ('entry' in one ? [one.entry] : [])),
});

export const isEmpty = ({ items, byHand }: Scope): boolean => items.length + byHand.length === 0;

/** As much from the beginning as one notice holds; one thing at least. */
export const firstOf = (scope: Scope): Scope => {
  const taken: Named[] = [];
  let characters = 0;
  for (const one of namedIn(scope).slice(0, MOST_RECALLED)) {
    characters += JSON.stringify(one).length;
    if (taken.length > 0 && characters > MOST_CHARACTERS) break;
    taken.push(one);
  }
  return scopeOf(taken);
};

/** What is left to be recalled after something has been. */
export const without = ({ items, byHand }: Scope, recalled: Scope): Scope => {
  const gone = new Set([...recalled.items.map(({ item }) => item), ...recalled.byHand]);
  return { items: items.filter(({ item }) => !gone.has(item)), byHand: byHand.filter((entry) => !gone.has(entry)) };
};

import type { Item, ItemOutcome, PassageOutcome } from '../../language.js';
import { once } from './asking.js';
import type { Judged } from './rule.js';

/** An item with what becomes of its passages, in its own order. */
export interface JudgedItem {
  readonly item: Item;
  readonly passages: readonly Judged[];
}

/** The outcome over passages. */
export const overPassages = (
  passages: readonly { readonly outcome: PassageOutcome['outcome'] }[],
): ItemOutcome['outcome'] => {
  let permitted = 0;
  let masked = 0;
  for (const { outcome } of passages) {
    if (outcome === 'permit') permitted += 1;
    else if (outcome === 'mask') masked += 1;
  }
  if (permitted + masked === 0) return 'omit';
  if (permitted === passages.length) return 'permit';
  return permitted === 0 ? 'mask' : 'partial';
};

const passageOutcome = (passage: string, { outcome, reasons, obligations, consents, via }: Judged): PassageOutcome =>
  via === undefined
    ? { passage, outcome, reasons, obligations, consents }
    : { passage, outcome, reasons, obligations, via, consents };

const NO_CODES: ItemOutcome['onward'] = [];

const inOrder = (codes: readonly string[]): readonly string[] => (codes.length < 2 ? codes : [...once(codes)].sort());

const onwardOf = (passages: readonly Judged[]): ItemOutcome['onward'] =>
  inOrder(
    passages.length === 1
      ? (passages[0]?.flow?.onward ?? NO_CODES)
      : passages.flatMap(({ flow }) => flow?.onward ?? NO_CODES),
  );

/** What becomes of an item, for the trail. */
export const itemOutcome = ({ item, passages }: JudgedItem): ItemOutcome => {
  const basis = passages.find(({ flow }) => flow !== undefined)?.flow?.basis;
  const { id, stream, revision } = item;
  const outcome = overPassages(passages);
  const outcomes = passages.map((judged, n) => passageOutcome(item.passages[n]?.id ?? '', judged));
  const onward = onwardOf(passages);
  return basis === undefined
    ? { item: id, stream, revision, outcome, passages: outcomes, onward }
    : { item: id, stream, revision, outcome, passages: outcomes, basis, onward };
};

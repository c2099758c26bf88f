import type { Item, ItemOutcome, PassageOutcome } from '../../language.js';
import { once } from './asking.js';
import type { Judged } from './candidates.js';

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

const passageOutcome = (id: string, { outcome, reasons, obligations, consents, via }: Judged): PassageOutcome => ({
  passage: id,
  outcome,
  reasons,
  obligations,
  consents,
  ...(via && { via }),
});

/** What becomes of an item, for the trail. */
export const itemOutcome = ({ item, passages }: JudgedItem): ItemOutcome => {
  const flows = passages.map(({ flow }) => flow).filter((flow) => flow !== undefined);
  const [first] = flows;
  return {
    item: item.id,
    stream: item.stream,
    revision: item.revision,
    outcome: overPassages(passages),
    passages: passages.map((judged, n) => passageOutcome(item.passages[n]?.id ?? '', judged)),
    ...(first && { basis: first.basis }),
    onward: [...once(flows.flatMap(({ onward }) => onward))].sort(),
  };
};

import type { WithheldAbout } from './feed-events.js';
import { itemsIn } from './recorded-decision.js';

/**
 * Whether the partner sees that something was held back: a gap. Whatever leaves no trace is read of by nobody, for the entry
 * would be one.
 */
export const isSeenAsGap = ({ heldBack, decided: { decision } }: WithheldAbout): boolean =>
  itemsIn(decision).some(
    ({ item, passages }) => (heldBack ?? [item]).includes(item) && passages.some(({ outcome }) => outcome === 'mask'),
  );

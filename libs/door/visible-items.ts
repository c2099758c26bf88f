import type { Answer, Facts } from '@hub/sharing';
import type { Shown } from './question.js';

/** The items that an answer shows something of, in its order. */
export const visibleItems = ({ items }: Answer, facts: Pick<Facts, 'items'>): readonly Shown[] => {
  const known = new Map(facts.items.map((item) => [item.id, item]));
  return items.flatMap((visible) => {
    const item = known.get(visible.item);
    return item ? [{ item, visible }] : [];
  });
};

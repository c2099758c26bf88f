import type { ChosenType } from '@hub/partner-messages';
import type { Item } from '@hub/sharing';
import type { Outcome } from './draft.js';
import type { Judged } from './judging.js';
import { wants, type Occasion } from './telling.js';

/**
 * What does not show, to a partner that has to do with the person and wants to know of it: that it was held back is recorded.
 * Whoever has nothing to do with the person is not even told of by the record.
 */
export const heldBack = (
  { cause, person }: Occasion,
  looks: readonly Judged[],
  type: ChosenType,
  isMeant: (item: Item, judged: Judged) => boolean,
): readonly Outcome[] => {
  for (const judged of looks) {
    const item = judged.facts.items.find((one) => isMeant(one, judged));
    if (item && judged.decision.entitled && wants(judged.subscription, type))
      return [{ cause, withheld: { judged, person, shown: [], heldBack: [item] } }];
  }
  return [];
};

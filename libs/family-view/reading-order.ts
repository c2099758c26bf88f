import type { ItemKind } from '@hub/sharing';
import type { Shown } from '@hub/door';

/** A place in an order: compares part by part. */
export type Place = readonly [rank: number, effectiveAt: string, id: string];

/** Who they are first, then who is around them, then what has happened. */
const RANKS: Readonly<Record<ItemKind, number>> = {
  identity: 0,
  'family-member': 1,
  'family-story': 2,
  involvement: 3,
  address: 4,
  'case-note': 5,
  consent: 6,
};

/** Kind by kind. */
export const byKind = ({ item }: Shown): Place => [RANKS[item.kind], item.effectiveAt, item.id];

/** By when it took effect alone. */
export const byTime = ({ item }: Shown): Place => [0, item.effectiveAt, item.id];

const compared = (a: string | number, b: string | number): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

/** Lower ranks first; within a rank what took effect last; of the same instant, by id. */
export const compare = ([rankA, atA, idA]: Place, [rankB, atB, idB]: Place): number =>
  compared(rankA, rankB) || compared(atB, atA) || compared(idA, idB);

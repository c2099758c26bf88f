import type { MatchReason } from '@hub/people';

/**
 * How much one field says for, or against, two records being of one person, in bits: the binary logarithm of how much
 * likelier that agreement is of one person than of two (Fellegi and Sunter, A Theory for Record Linkage, 1969).
 *
 * What strangers share by chance earns little; what one person's records rarely differ in costs much. The given name
 * is weighed by what it has to tell apart: brothers and sisters share a family name and an address, and twins the date
 * of birth as well. So another given name outweighs all three together. Twins whose names are a slip apart (Jayden and
 * Kayden) are still put to the steward, below records that agree in the name. The weights are judgement, not estimates.
 * The same given name and address with another date of birth is a parent and a child named after them.
 */
const WEIGHTS: Readonly<Record<MatchReason['field'], Readonly<Record<MatchReason['agreement'], number>>>> = {
  'given-name': { same: 6, near: -8, different: -18 },
  'family-name': { same: 6, near: 3, different: -6 },
  name: { same: 12, near: 9, different: -12 },
  'date-of-birth': { same: 11, near: 5, different: -12 },
  address: { same: 8, near: 4, different: -2 },
  'nhs-number': { same: 20, near: 0, different: -8 },
  upn: { same: 18, near: 0, different: -4 },
};

/** What any two records are worth before they are compared: about one pair in eight thousand is of one person. */
const PRIOR = -13;

/** From this confidence on a steward is asked. */
export const PROPOSE_FROM = 0.5;

/** How likely it is, from 0 to 1, that two records whose fields agree in this way are of one person. */
export const confidenceOf = (reasons: readonly MatchReason[]): number => {
  const bits = reasons.reduce((sum, { field, agreement }) => sum + WEIGHTS[field][agreement], PRIOR);
  return 1 / (1 + 2 ** -bits);
};

import { postcodeOf } from './compare.js';
import type { Identity } from './identity.js';
import { squashed } from './normalise.js';

/**
 * Texts of which two records of one person share at least one, however one field of them was written.
 *
 * They are made of personal content: store a keyed hash, never the text. A key of which a part is missing is not made.
 */
export const blockingKeysOf = ({
  name,
  dateOfBirth = '',
  addresses,
  nhsNumber = '',
  upn = '',
}: Identity): readonly string[] => {
  const [given, family] = [squashed(name.given), squashed(name.family)];
  const keys = [
    ['family-born', family, dateOfBirth],
    ['given-born', given, dateOfBirth],
    // In order of the alphabet: one agency may have the two the other way round.
    ['names', ...[given, family].sort()],
    ...addresses.map((address) => ['born-postcode', dateOfBirth, postcodeOf(address)]),
    ['nhs-number', squashed(nhsNumber)],
    ['upn', squashed(upn)],
  ];
  return [...new Set(keys.filter((parts) => !parts.includes('')).map((parts) => parts.join('|')))];
};

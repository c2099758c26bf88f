import type { IdentifierScheme } from './events.js';

/**
 * An NHS number with its check digit, modulus 11.
 *
 * NHS Data Dictionary, data element NHS NUMBER: the first nine digits are weighted 10 to 2 and summed; eleven less the
 * remainder by 11 is the tenth digit; 11 stands for 0, and a number that would need 10 is never issued.
 */
export const isNhsNumber = (value: string): boolean => {
  if (!/^\d{10}$/.test(value)) return false;
  const digits = Array.from(value, Number);
  const sum = digits.slice(0, 9).reduce((total, digit, index) => total + digit * (10 - index), 0);
  return (11 - (sum % 11)) % 11 === digits[9];
};

/** The alphabet of check letters: I, O and S are left out. */
const UPN_LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ';

/**
 * A unique pupil number with its check letter, permanent or temporary.
 *
 * DfE, Unique pupil numbers: policy and practice guidance, section 3: characters 2 to 13 are weighted by their place and
 * summed; the remainder by 23 picks the first letter. A temporary number ends in a letter, which counts as its place in
 * the alphabet of check letters.
 */
export const isUpn = (value: string): boolean => {
  if (!/^[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]$/.test(value)) return false;
  const valueOf = (character: string) => (/\d/.test(character) ? Number(character) : UPN_LETTERS.indexOf(character));
  const sum = Array.from(value.slice(1)).reduce(
    (total, character, index) => total + valueOf(character) * (index + 2),
    0,
  );
  return UPN_LETTERS[sum % 23] === value[0];
};

/** The one way of writing an identifier, so that equal ones are equal as text. */
export const tidyIdentifier = (scheme: IdentifierScheme, value: string): string =>
  scheme === 'local' ? value.trim() : value.replace(/[\s-]/g, '').toUpperCase();

/** Whether a tidied identifier may be what its scheme says it is. */
export const isIdentifier = (scheme: IdentifierScheme, value: string): boolean => {
  switch (scheme) {
    case 'nhs-number':
      return isNhsNumber(value);
    case 'upn':
      return isUpn(value);
    case 'local':
      return value.length > 0 && value.length <= 64;
  }
};

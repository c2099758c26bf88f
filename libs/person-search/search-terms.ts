import type { AgencyId } from '@hub/sharing';

/** What a person can be searched by. */
export const SEARCH_FIELDS = [
  'given-name',
  'family-name',
  'date-of-birth',
  'nhs-number',
  'upn',
  'local',
  'postcode',
] as const;
export type SearchField = (typeof SEARCH_FIELDS)[number];

/** One thing to hash: the same for the index and for the question. */
export interface SearchTerm {
  readonly field: SearchField;
  readonly value: string;
}

/** Letters and digits of a text in lower case, without accents; words kept apart. */
const words = (text: string): readonly string[] =>
  text
    .normalize('NFKD')
    .replace(/\p{M}|['’`]/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

const squeezed = (text: string): string => words(text).join('');

/** A name in full and each of its words, so that one of two given names finds the person as well. */
const ofName = (field: SearchField, name: string): readonly SearchTerm[] =>
  [...new Set([squeezed(name), ...words(name)])].filter((value) => value !== '').map((value) => ({ field, value }));

const ofValue = (field: SearchField, value: string): readonly SearchTerm[] => (value === '' ? [] : [{ field, value }]);

/**
 * The terms of one value, normalised. `agency` scopes a local id to whose it is.
 *
 * Both sides go through here: a projection that fills the index, and a search.
 */
export const searchTerms = (field: SearchField, text: string, agency: AgencyId): readonly SearchTerm[] => {
  const value = squeezed(text);
  switch (field) {
    case 'given-name':
    case 'family-name':
      return ofName(field, text);
    case 'local':
      return ofValue(field, value === '' ? '' : `${agency}/${value}`);
    case 'date-of-birth':
      return ofValue(field, text.trim());
    default:
      return ofValue(field, value);
  }
};

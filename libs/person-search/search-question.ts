import { refuse } from '@hub/eventsourcing';
import type { SearchKey } from '@hub/door';
import type { AgencyId } from '@hub/sharing';
import { SEARCH_FIELDS, searchTerms, type SearchField } from './search-terms.js';

/** What is known of the person who is looked for. */
export type SearchValues = Readonly<Partial<Record<SearchField, string>>>;

/** A keyed hash of a value of a field; the same that filled the index. */
export type HashOfTerm = (field: string, value: string) => string;

/** Fields that a person is told by on its own. */
const TELLING: readonly SearchField[] = ['nhs-number', 'upn', 'local'];

/** What is searched by: a number, or at least two things of which one is a name. */
const isNarrow = (fields: readonly SearchField[]): boolean =>
  fields.some((field) => TELLING.includes(field)) ||
  (fields.length >= 2 && fields.some((field) => field.endsWith('-name')));

/** The keys of all fields that hold something; refuses what would list people rather than find one. */
export const keysOf = (values: SearchValues, agency: AgencyId, hash: HashOfTerm): readonly SearchKey[] => {
  const terms = SEARCH_FIELDS.flatMap((field) => searchTerms(field, values[field] ?? '', agency));
  const fields = [...new Set(terms.map(({ field }) => field))];
  if (!isNarrow(fields)) refuse('search/too-wide', 'search by a number, or by a name and at least one thing more');
  return terms.map(({ field, value }) => ({ field, hash: hash(field, value) }));
};

export {
  caseload,
  type Caseload,
  type CaseloadAnswer,
  type CaseloadCursor,
  type CaseloadPorts,
  type CaseloadQuestion,
} from './caseload.js';
export type { CaseloadPerson } from './caseload-person.js';
export {
  personSearch,
  type FoundPerson,
  type PersonSearch,
  type Search,
  type SearchAnswer,
  type SearchPorts,
} from './person-search.js';
export type { HashOfTerm, SearchValues } from './search-question.js';
export { SEARCH_FIELDS, searchTerms, type SearchField, type SearchTerm } from './search-terms.js';

export { SEARCH_FIELDS, searchTerms, type SearchField, type SearchTerm } from './search-terms.js';

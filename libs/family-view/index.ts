export type { ChronologyFilter } from './chronology.js';
export { familyView, type Ask, type FamilyView } from './family-view.js';
export { MOST_ITEMS, type Cursor } from './paging.js';

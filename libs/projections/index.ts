/**
 * What the read store keeps: each projection turns events into rows of its own tables, as data.
 *
 * Pure: an adapter makes the tables, follows the log, and moves rows and checkpoint together.
 */
export { allProjections } from './all.js';
export { put, remove, set, type Change } from './change.js';
export { agencyCaseload, caseload } from './caseload.js';
export { content, contentStreams, itemContent } from './content.js';
export { feed, feedEntries, feedMessages, feedStreams } from './feed.js';
export type { HubEvent } from './hub-event.js';
export { identityOf } from './identity-of.js';
export { familyMembers, items, noteSubjects } from './items.js';
export { matches, matchProposals, type MatchStatus } from './matches.js';
export { BLOCKING_FIELD, peopleSearch, personKeys, type HashOfTerm } from './people-search.js';
export { meets, planner, planOf, type Plan, type Planner, type Step, type TablePlan } from './plan.js';
export { projection, type Folding, type Folds, type Forgetting, type Projection } from './projection.js';
export { recallNotices, recalls } from './recalls.js';
export type { Cell, ColumnType, Row, Table } from './table.js';
export { tellings, toldAbout } from './tellings.js';
export { flowFacet, trail, trailEntries, trailFacets, type TrailFacet } from './trail.js';

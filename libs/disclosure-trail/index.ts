export { csvCell, csvHeader, csvLine, jsonLine } from './csv.js';
export { flowEnds, type Ends, type FlowEnds, type FlowRef } from './flow-ends.js';
export type { TrailCursor, TrailIndex } from './ports.js';
export { messageRows } from './message-rows.js';
export { trailRow } from './row-of.js';
export { isByHand, KINDS_BY_HAND, rowFor } from './rows-for.js';
export {
  MOST_ROWS,
  trail,
  type EntryQuestion,
  type Trail,
  type TrailPage,
  type TrailPorts,
  type TrailQuestion,
} from './trail.js';
export type { TrailFilter, TrailQuery } from './trail-query.js';
export { TRAIL_KINDS, type TrailFlow, type TrailItem, type TrailKind, type TrailRow } from './trail-row.js';

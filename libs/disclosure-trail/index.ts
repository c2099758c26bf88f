export type { TrailCursor, TrailIndex } from './ports.js';
export {
  TRAIL_KINDS,
  type TrailFlow,
  type TrailItem,
  type TrailKind,
  type TrailQuery,
  type TrailRow,
} from './trail-row.js';

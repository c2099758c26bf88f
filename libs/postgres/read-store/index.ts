export { board, type Board, type BoardOptions } from './board.js';
export { checkpoints, type Checkpoint } from './checkpoints.js';
export type { Failure } from './fault.js';
export type { MatchEntry, MatchList } from './match-list.js';
export { readStoreMigrations } from './migrations.js';
export {
  prepareReadStore,
  projector,
  type Projector,
  type ProjectorOptions,
  type ProjectionState,
  type Status,
} from './projector.js';
export { readStore, type ReadStore, type ReadStoreOptions } from './read-store.js';
export type { Progress } from './rebuild.js';
export type { Compared, Verified } from './verify.js';

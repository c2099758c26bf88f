export { aLog, streamOf, uuid, type FactEvent, type Log } from './a-log.js';
export * from './a-partnership.js';
export { noteIndexOver, type Projecting } from './an-index.js';
export { openedInClear } from './opened-in-clear.js';

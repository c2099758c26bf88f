export { isCause, type Cause } from './causes.js';
export type { LeftUpTo } from './had.js';
export { lostOf, type Gone } from './lost.js';
export type { Recalled } from './recalled.js';
export { reliance, type Reliance, type ReliancePorts } from './reliance.js';
export type { TellingIndex } from './tellings.js';
export { tellingRows, type TellingRef, type TellingRow } from './telling-rows.js';
export { toldIn, type Telling, type ToldItem, type ToldPassage } from './told.js';

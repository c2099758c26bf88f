export type * from './language.js';
export { CATEGORIES, LABELS, PURPOSES, SECTORS, SENSITIVE_LABELS } from './codes.js';

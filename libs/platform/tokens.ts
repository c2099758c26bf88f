/** What is injected, by name. Nest finds nothing by type here. */
export const CLOCK = Symbol('clock');
export const KEYED_HASH = Symbol('keyed hash');
export const CURSORS = Symbol('cursors');
export const LOG = Symbol('log');
export const READINESS = Symbol('readiness');
export const CHECKS = Symbol('checks');

/** The words of DESIGN §3 as types; `docs/language.md` explains them. */
export type * from './basics.js';
export type * from './codes.js';
export type * from './request.js';
export type * from './agreement-facts.js';
export type * from './person-facts.js';
export type * from './facts.js';
export type * from './decision.js';

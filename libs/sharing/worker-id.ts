/**
 * What an identity provider calls a worker: ASCII (OpenID Connect Core, section 2) without blanks, at most 200 characters.
 *
 * INVARIANT: the same for the `sub` of a token as for workers whom a command names, so that whoever may call can be named
 * where something is held back from them. It stands in the log in clear: that a name of a person has blanks keeps most out.
 */
export const WORKER_ID = { pattern: '^[!-~]+$', maxLength: 200 } as const;

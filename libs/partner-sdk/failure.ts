/**
 * Why something did not come about.
 *
 * - `malformed`: the text is no message.
 * - `bad-signature`: it was changed, or not signed by the hub.
 * - `unknown-key`: the hub publishes no such key.
 * - `conflict`: another message has its place in the feed.
 * - `invalid`: it is signed, and not as its schema has it.
 * - `handler-failed`: your handler failed as often as it may.
 */
export type Reason = 'malformed' | 'bad-signature' | 'unknown-key' | 'conflict' | 'invalid' | 'handler-failed';

/** A message that is handed to nobody. Its words name attributes and schema rules, never what a message says. */
export class Unacceptable extends Error {
  override readonly name = 'Unacceptable';

  constructor(
    readonly reason: Reason,
    message: string,
  ) {
    super(message);
  }
}

/** What a code says that a program can act upon. */
export type PartnerErrorCode =
  | 'keys-unavailable'
  | 'content-unavailable'
  | 'content-refused'
  | 'recall-unavailable'
  | 'recall-refused'
  | 'feed-unavailable'
  | 'feed-refused'
  | 'configuration';

/** A failure of something around the feed, told by `code`. */
export class PartnerError extends Error {
  override readonly name = 'PartnerError';

  constructor(
    readonly code: PartnerErrorCode,
    message: string,
    /** Milliseconds after which the hub wants to be asked again. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

/** An error by a word for a log: its code where it has one, never its sentence, which may say anything. */
export const wordOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'an error';
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name;
};

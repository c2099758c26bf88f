import { EventStoreError } from '@hub/eventsourcing';
import { unavailable } from './limits.js';

const typeOf = (error: unknown): unknown => (error instanceof Error && 'type' in error ? error.type : undefined);

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** There is no such stream. */
export const isAbsent = (error: unknown): boolean => typeOf(error) === 'stream-not-found';

/** More than the server takes in one append: nothing was stored. */
export const isTooLarge = (error: unknown): boolean => typeOf(error) === 'maximum-append-size-exceeded';

/** The server has answered, or does not let the hub in: to ask again helps nobody. */
const FINAL = new Set<unknown>([
  'stream-not-found',
  'maximum-append-size-exceeded',
  'access-denied',
  'stream-deleted',
  'invalid-argument',
  'unsupported',
]);

export const isFinal = (error: unknown): boolean => FINAL.has(typeOf(error));

/** gRPC: the server failed at the call itself, as with a position that is none. */
const UNKNOWN = 2;

/** True when the same question may be answered a little later: connection, leader or patience was lost. */
export const isPassing = (error: unknown): boolean =>
  !isFinal(error) && !(typeOf(error) === 'unknown' && codeOf(error) === UNKNOWN);

/** What a failure means to a caller of the log. */
export const translated = (cause: unknown): unknown => {
  if (cause instanceof EventStoreError || cause instanceof RangeError) return cause;
  return isTooLarge(cause)
    ? new EventStoreError('too-large', 'the server takes less in one append', { cause })
    : unavailable(cause);
};

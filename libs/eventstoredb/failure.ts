import { EventStoreError, type Unanswered } from '@hub/eventsourcing';

/** The server has kept silent. */
export class Silence extends Error {}

/** No node of a cluster that was asked knows a leader. */
export class NobodyLeads extends Error {}

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

/** The client's own words, and its type for what ends a call where no server has answered. */
const LOST = new Set<unknown>(['unavailable', 'deadline-exceeded', 'cancelled']);

/** True when the server may be gone, or the way to it: whoever asks again should look for it anew. */
export const isLost = (error: unknown): boolean =>
  LOST.has(typeOf(error)) || (error instanceof EventStoreError && error.code === 'unavailable');

/** True when a server has said so. */
export const isAnswer = (error: unknown): boolean => typeOf(error) !== undefined && !isLost(error);

/** gRPC's own error, before the client has made anything of it. */
interface Answered {
  readonly metadata?: { getMap(): Readonly<Record<string, unknown>> };
}

/** Where the leader is, as a node has told that does not lead. */
export const toldOf = (error: unknown): string | undefined => {
  const told = (error as Answered).metadata?.getMap() ?? {};
  return told['exception'] === 'not-leader'
    ? `${String(told['leader-endpoint-host'])}:${String(told['leader-endpoint-port'])}`
    : undefined;
};

const TYPES: Readonly<Record<string, Unanswered>> = {
  'not-leader': 'no leader',
  'access-denied': 'access denied',
  'deadline-exceeded': 'silent',
};

/** What a failure says of the server. */
const unanswered = (error: unknown): Unanswered => {
  if (error instanceof Silence) return 'silent';
  if (error instanceof NobodyLeads) return 'no leader';
  const isStarting = error instanceof Error && /not ready/i.test(error.message);
  return isStarting ? 'not ready' : (TYPES[String(typeOf(error))] ?? 'unreachable');
};

/** The log did not answer: nothing is said about whether an append took effect. */
export const unavailable = (cause?: unknown): EventStoreError =>
  cause instanceof EventStoreError
    ? cause
    : new EventStoreError('unavailable', 'the log did not answer', {
        cause,
        because: cause === undefined ? 'silent' : unanswered(cause),
      });

/** True when nothing was heard of the server. */
export const isSilence = (error: unknown): boolean =>
  error instanceof Silence || (error instanceof EventStoreError && error.because === 'silent');

/** What a failure means to a caller of the log. */
export const translated = (cause: unknown): unknown => {
  if (cause instanceof EventStoreError || cause instanceof RangeError) return cause;
  return isTooLarge(cause)
    ? new EventStoreError('too-large', 'the server takes less in one append', { cause })
    : unavailable(cause);
};

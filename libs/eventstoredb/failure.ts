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

/** A stream of the hub's own does not hold what it has held: somebody has cut it short or deleted it on the server. */
export class CutShort extends EventStoreError {
  constructor(stream: string) {
    super('unavailable', `the log did not answer: the stream ${stream} has been cut short on the server`);
  }
}

export const isFinal = (error: unknown): boolean => error instanceof CutShort || FINAL.has(typeOf(error));

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

/** What is wrong with a server, or with its address, by what the client and the libraries below it say. Their own words are not repeated. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/altnames|altname_invalid/i, 'its certificate is for another name than that in its address'],
  [
    /certificate|self.signed|unable to verify/i,
    'its certificate is not signed by anybody whom the hub trusts (tlsCAFile)',
  ],
  [/wrong version number|EPROTO|ERR_SSL|ERR_HTTP2|failed to connect/i, 'one speaks TLS and the other does not (tls)'],
  [/ENOTFOUND|EAI_AGAIN|name resolution failed/i, 'nobody knows its host'],
  [/ECONNREFUSED/, 'nothing listens at its address'],
];

const UNWELCOME = 'it does not let the hub in: look at the user, the password, and the right to read $all';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : '');

/** Why the server cannot be asked, where that can be told. */
const reasonOf = (cause: unknown): string | undefined => {
  if (typeOf(cause) === 'access-denied') return UNWELCOME;
  if (typeOf(cause) === 'stream-deleted') return 'a stream of the hub has been deleted on the server';
  const found = REASONS.find(([sign]) => sign.test(messageOf(cause)));
  if (found) return found[1];
  return cause instanceof Error && cause.cause !== undefined ? reasonOf(cause.cause) : undefined;
};

/** The log did not answer, and why, where that can be told: nothing is said about whether an append took effect. */
export const unavailable = (cause?: unknown): EventStoreError => {
  if (cause instanceof EventStoreError) return cause;
  const reason = reasonOf(cause);
  const because = cause === undefined ? 'silent' : unanswered(cause);
  return new EventStoreError('unavailable', `the log did not answer${reason === undefined ? '' : `: ${reason}`}`, {
    cause,
    because,
  });
};

/** True when nothing was heard of the server. */
export const isSilence = (error: unknown): boolean =>
  error instanceof Silence || (error instanceof EventStoreError && error.because === 'silent');

/** What the client has failed by, in the log's language; what else went wrong as it is. */
export const orElse = (cause: unknown): unknown => (typeOf(cause) === undefined ? cause : translated(cause));

/** What a failure means to a caller of the log. */
export const translated = (cause: unknown): unknown => {
  if (cause instanceof EventStoreError || cause instanceof RangeError) return cause;
  return isTooLarge(cause)
    ? new EventStoreError('too-large', 'the server takes less in one append', { cause })
    : unavailable(cause);
};

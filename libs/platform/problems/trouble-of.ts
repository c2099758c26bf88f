import { EventStoreError, Refusal, type EventStoreErrorCode } from '@hub/eventsourcing';
import { IdentityError } from '@hub/identity';
import { HttpException } from '@nestjs/common';
import { Problem, troubleWith, type ProblemCode, type Trouble } from './problem.js';

/** What an app adds: its own errors, and refusals with another status than 422. */
export interface KnownTroubles {
  /** Statuses of refusals by their code. All that are 404 look the same. */
  readonly statuses?: Readonly<Record<string, number>>;
  /** An app's own errors; `undefined` for those that it does not know. */
  readonly translate?: (error: unknown) => Trouble | undefined;
}

const CHALLENGE = 'Bearer realm="concord"';
/** Seconds. */
const SOON = 1;

const ofStore: Readonly<Record<EventStoreErrorCode, ProblemCode>> = {
  'revision-conflict': 'request/conflict',
  'command-conflict': 'request/key-reused',
  'too-large': 'request/too-large',
  'not-serialisable': 'request/not-valid',
  unavailable: 'request/not-now',
};

const ofStatus: Readonly<Record<number, ProblemCode>> = {
  404: 'request/not-found',
  405: 'request/not-found',
  413: 'request/too-large',
  415: 'request/media-type',
  431: 'request/headers-too-large',
  503: 'request/not-now',
};

/** PostgreSQL, or the way to it, is away or overloaded: system errors and SQLSTATE. */
const AWAY = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|08|53|57P|57014|40001|40P01|55P03)/;

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

const withRetry = (trouble: Trouble): Trouble =>
  trouble.status === 503 && trouble.retryAfter === undefined ? { ...trouble, retryAfter: SOON } : trouble;

const ofRefusal = ({ code, message }: Refusal, statuses: Readonly<Record<string, number>>): Trouble => {
  const status = Object.hasOwn(statuses, code) ? statuses[code] : 422;
  return status === 404 ? troubleWith('request/not-found') : { status: status ?? 422, code, title: message };
};

const ofIdentity = ({ code }: IdentityError): Trouble =>
  code === 'issuer-unavailable'
    ? troubleWith('identity/issuer-unavailable', { retryAfter: 5 })
    : troubleWith('identity/token-not-accepted', { challenge: `${CHALLENGE}, error="invalid_token"` });

const ofEventStore = ({ code }: EventStoreError, ifMatch: boolean): Trouble =>
  troubleWith(code === 'revision-conflict' && ifMatch ? 'request/changed-since' : ofStore[code]);

/** Nest's own exceptions and Fastify's errors, by their status; what they say may quote the request. */
const ofFramework = (error: unknown): Trouble | undefined => {
  const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
  if (status === undefined || (status >= 500 && status !== 503)) return undefined;
  return troubleWith(ofStatus[status] ?? 'request/not-valid');
};

const statusOf = (error: unknown): number | undefined =>
  typeof error === 'object' &&
  error !== null &&
  'statusCode' in error &&
  typeof error.statusCode === 'number' &&
  codeOf(error).startsWith('FST_')
    ? error.statusCode
    : undefined;

const ofOurs = (error: unknown, ifMatch: boolean, statuses: Readonly<Record<string, number>>): Trouble | undefined => {
  if (error instanceof Problem) return error.trouble;
  if (error instanceof Refusal) return ofRefusal(error, statuses);
  if (error instanceof IdentityError) return ofIdentity(error);
  if (error instanceof EventStoreError) return ofEventStore(error, ifMatch);
  return undefined;
};

/** What any error comes to. Whatever is not known is a fault of ours: 500, without a word about it. */
export const troubleOf = (error: unknown, ifMatch: boolean, { statuses = {}, translate }: KnownTroubles): Trouble => {
  const known = ofOurs(error, ifMatch, statuses) ?? translate?.(error) ?? ofFramework(error);
  if (known) return withRetry(known);
  return AWAY.test(codeOf(error)) ? withRetry(troubleWith('request/not-now')) : troubleWith('request/fault');
};

export const unauthenticated = (): Trouble => troubleWith('identity/token-missing', { challenge: CHALLENGE });

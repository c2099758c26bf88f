import { Metadata, status, type StatusObject } from '@grpc/grpc-js';
import type { Expected } from './records.js';

export const MAX_APPEND = 1_048_576;

/** How a call ends that is not answered: the status and the facts from which the client makes its errors. */
export type Refusal = Partial<StatusObject> & { readonly code: status };

const refused = (code: status, details: string, facts: Readonly<Record<string, string | Buffer>> = {}): Refusal => {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(facts)) metadata.set(key, value);
  return { code, details, metadata };
};

/** What a handler of the server does not catch is told so. */
export const UNHANDLED = refused(status.UNKNOWN, 'Exception was thrown by handler.');
export const NOT_READY = refused(status.UNAVAILABLE, 'Server Is Not Ready');
/** Who says nothing of himself, or may not do what he asks for. */
export const DENIED = refused(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });
export const UNKNOWN_USER = refused(status.UNAUTHENTICATED, 'Unauthenticated');
export const TOO_SLOW = refused(
  status.ABORTED,
  'Operation timed out: Consumer too slow to handle event while live. Client resubscription required.',
);
export const TOO_LARGE = refused(status.INVALID_ARGUMENT, `Maximum Append Size of ${MAX_APPEND} Exceeded.`, {
  exception: 'maximum-append-size-exceeded',
  'maximum-append-size': `${MAX_APPEND}`,
});

export const notLeader = (leader: { readonly host: string; readonly port: number }): Refusal =>
  refused(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': leader.host,
    'leader-endpoint-port': `${leader.port}`,
  });

export const streamDeleted = (stream: string): Refusal =>
  refused(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });

export const wrongVersion = (stream: string, expected: Expected, current: bigint): Refusal =>
  refused(status.FAILED_PRECONDITION, `Append failed due to WrongExpectedVersion. Stream: ${stream}.`, {
    exception: 'wrong-expected-version',
    'stream-name': stream,
    'expected-version': `${typeof expected === 'bigint' ? expected : -1n}`,
    ...(current >= 0n && { 'actual-version': `${current}` }),
  });

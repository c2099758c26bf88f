import { EventStoreError, Refusal } from '@hub/eventsourcing';
import { IdentityError } from '@hub/identity';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { Malformed } from '../contract/malformed.js';

interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
  send(body: unknown): void;
}

interface Trouble {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly errors?: readonly object[];
}

const STATUS: Readonly<Record<string, number>> = {
  'request/not-found': 404,
  'agency/unknown': 404,
  'agreement/unknown': 404,
  'consent/unknown': 404,
  'override/unknown': 404,
  'people/not-registered': 404,
  'people/no-such-family': 404,
  'people/no-such-match': 404,
  'people/record-unknown': 404,
  'case-notes/not-recorded': 404,
  'case-notes/restriction-unknown': 404,
  'request/not-your-agency': 403,
  'request/role-not-allowed': 403,
  'request/purpose-missing': 403,
  'request/purpose-unknown': 400,
  'request/header-not-valid': 400,
  'request/key-missing': 400,
  'request/if-match-missing': 428,
};

const NOT_FOUND = { status: 404, code: 'request/not-found', title: 'there is no such record, or not for you' };

const ofStore: Readonly<Record<string, Trouble>> = {
  'revision-conflict': {
    status: 412,
    code: 'request/changed-since',
    title: 'the record has changed since it was read',
  },
  'command-conflict': { status: 422, code: 'request/key-reused', title: 'the key was used for another request' },
  'too-large': { status: 413, code: 'request/too-large', title: 'the request is too large' },
};

const troubleOf = (error: unknown): Trouble => {
  if (error instanceof Malformed)
    return {
      status: 400,
      code: 'request/not-valid',
      title: 'the request is not what the document says',
      errors: error.faults,
    };
  if (error instanceof Refusal) {
    const status = STATUS[error.code] ?? 422;
    return status === 404 ? NOT_FOUND : { status, code: error.code, title: error.message };
  }
  if (error instanceof IdentityError) return { status: 401, code: `request/${error.code}`, title: error.message };
  if (error instanceof EventStoreError)
    return ofStore[error.code] ?? { status: 503, code: 'request/not-now', title: 'not now; try again' };
  if (error instanceof HttpException) {
    const status = error.getStatus();
    return status === 404
      ? NOT_FOUND
      : { status, code: 'request/not-valid', title: 'the request is not what the document says' };
  }
  if (typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number')
    return { status: error.statusCode, code: 'request/not-valid', title: 'the request is not what the document says' };
  console.error(error);
  return { status: 500, code: 'request/fault', title: 'something went wrong' };
};

@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const { status, code, title, errors } = troubleOf(error);
    host
      .switchToHttp()
      .getResponse<Reply>()
      .status(status)
      .header('content-type', 'application/problem+json')
      .send({
        type: `/problems/${code}`,
        title,
        status,
        instance: `urn:uuid:${randomUUID()}`,
        code,
        ...(errors && { errors }),
        retryable: status === 503,
      });
  }
}

import type { Trouble } from './problem.js';

export const PROBLEM_TYPE = 'application/problem+json';

/** RFC 9457. */
export const problemBody = ({ status, code, title, errors, cursor }: Trouble, requestId: string): object => ({
  type: `/problems/${code}`,
  title,
  status,
  instance: `urn:uuid:${requestId}`,
  code,
  ...(errors && { errors }),
  ...(cursor !== undefined && { cursor }),
  retryable: status === 503 || status === 429,
});

export const problemHeaders = ({ retryAfter, challenge }: Trouble): Readonly<Record<string, string>> => ({
  'content-type': PROBLEM_TYPE,
  ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
  ...(challenge !== undefined && { 'www-authenticate': challenge }),
});

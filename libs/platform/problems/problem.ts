/** What is wrong, and where: never what was said there. */
export interface Fault {
  /** JSON pointer into the body, or the name of a parameter. */
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** What an error comes to for the caller. */
export interface Trouble {
  readonly status: number;
  readonly code: string;
  /** A plain sentence. Made of nothing that the caller sent. */
  readonly title: string;
  readonly errors?: readonly Fault[];
  /** Seconds after which the same request may succeed. */
  readonly retryAfter?: number;
  /** Where a list may be gone on with. */
  readonly cursor?: string;
  /** For `WWW-Authenticate`. */
  readonly challenge?: string;
}

const kind = (status: number, title: string) => ({ status, title });

/** Every problem that the hub itself gives, by its code. The refusals of commands come beside them, with 422. */
export const PROBLEMS = {
  'request/not-valid': kind(400, 'the request is not what the document says'),
  'request/header-not-valid': kind(400, 'a header is not what the document says'),
  'request/key-missing': kind(400, 'a command carries an Idempotency-Key, a UUID in lower case'),
  'request/purpose-unknown': kind(400, 'the purpose is not one of the list'),
  'request/position-unknown': kind(400, 'Concord-Min-Position is not a position of this hub'),
  'request/cursor-not-valid': kind(400, 'the cursor was not given out for this list'),
  'request/body-missing': kind(400, 'a JSON object is expected'),
  'request/body-not-json': kind(400, 'the body is not JSON in UTF-8'),
  'request/body-not-an-object': kind(400, 'the body is not a JSON object'),
  'request/body-too-deep': kind(400, 'the body is nested too deeply'),
  'request/body-duplicate-key': kind(400, 'a key stands twice in one object of the body'),
  'request/body-forbidden-key': kind(400, 'the body has a key that is never accepted'),
  'request/body-forbidden-character': kind(400, 'a text of the body has a character that is never accepted'),
  'request/body-number-out-of-range': kind(400, 'a number of the body cannot be kept exactly'),
  'identity/token-missing': kind(401, 'a bearer token is needed'),
  'identity/token-not-accepted': kind(401, 'the bearer token is not accepted'),
  'identity/client-unknown': kind(401, 'the client or the role is not registered'),
  'request/purpose-missing': kind(403, 'a purpose is stated on every read'),
  'request/role-not-allowed': kind(403, 'the role may not do this'),
  'request/not-found': kind(404, 'there is no such record, or not for you'),
  'request/conflict': kind(409, 'the record was changed at the same moment; look again'),
  'request/cursor-expired': kind(410, 'the cursor has expired; start the list again'),
  'feed/not-kept': kind(
    410,
    'the feed cannot go on from there: what follows is not kept any more; go on from `cursor`',
  ),
  'request/changed-since': kind(412, 'the record has changed since it was read'),
  'request/too-large': kind(413, 'the request is too large'),
  'request/media-type': kind(415, 'the body is sent as application/json in UTF-8, without an encoding'),
  'request/key-reused': kind(422, 'the Idempotency-Key was used for another request'),
  'request/if-match-missing': kind(428, 'the command says with If-Match which revision it was decided on'),
  'request/too-many': kind(429, 'too many requests; wait as many seconds as Retry-After says'),
  'request/headers-too-large': kind(431, 'the headers of the request are too large'),
  'request/fault': kind(500, 'something went wrong here; it has been noted'),
  'request/not-now': kind(503, 'this cannot be answered at the moment; try again'),
  'request/views-behind': kind(503, 'the views have not reached that position yet; try again'),
  'identity/issuer-unavailable': kind(503, 'the issuer of the token cannot be reached; try again'),
} as const;
export type ProblemCode = keyof typeof PROBLEMS;

export const troubleWith = (code: ProblemCode, more: Partial<Trouble> = {}): Trouble => ({
  code,
  ...PROBLEMS[code],
  ...more,
});

/** Thrown by the shell of the hub; a library throws a `Refusal` or an error of its own. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(readonly trouble: Trouble) {
    super(trouble.title);
  }
}

export const problem = (code: ProblemCode, more: Partial<Trouble> = {}): Problem =>
  new Problem(troubleWith(code, more));

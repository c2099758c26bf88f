import { PURPOSES } from '@hub/sharing';
import type { Terms } from '../contract/operation.js';
import { id, keyOf, oneOf } from '../contract/schema.js';
import { BUDGETS, LIMITED } from './rate-limits.js';

interface Parameter {
  readonly name: string;
  readonly in: 'header' | 'query';
  readonly required?: boolean;
  readonly description: string;
  readonly schema: object;
}

const header = (name: string, schema: object, description: string, required = false): Parameter => ({
  name,
  in: 'header',
  required,
  description,
  schema,
});

/** What the shell takes as a code in a header. */
const token = (example: string) => ({
  type: 'string',
  minLength: 1,
  maxLength: 200,
  pattern: '^[A-Za-z0-9_.:/-]+$',
  example,
});

const revision = { type: 'string', pattern: '^"\\d{1,15}"$', maxLength: 17, example: '"3"' };

/** Parameters that many operations take. */
export const PARAMETERS = {
  IdempotencyKey: header(
    'Idempotency-Key',
    id,
    'Names the command: a repeat with the same key gets the first answer.',
    true,
  ),
  IfMatch: header('If-Match', revision, 'The revision that the caller decided on; when another came first, 412.'),
  IfMatchRequired: header(
    'If-Match',
    revision,
    'The revision that the caller decided on; when another came first, 412.',
    true,
  ),
  IfNoneMatch: header(
    'If-None-Match',
    {
      type: 'string',
      maxLength: 1000,
      pattern: '^(?:W/)?"[!#-~]*"(?: ?, ?(?:W/)?"[!#-~]*")*$',
      example: '"q83vEjRWeJCrze8SNFZ4kKvN7xI"',
    },
    'Tags of answers that the caller has: an answer that says the same is 304, and has no body.',
  ),
  Purpose: {
    name: 'purpose',
    in: 'query',
    required: true,
    description: 'Why it is asked. A signed purpose has precedence.',
    schema: keyOf(PURPOSES),
  } satisfies Parameter,
  Ground: header(
    'Concord-Ground',
    oneOf('enquiry', 'referral', 'typed'),
    'What makes the request one of safeguarding.',
  ),
  GroundReference: header(
    'Concord-Ground-Reference',
    token('S47-2026-0412'),
    'The enquiry’s or referral’s reference; never required.',
  ),
  GroundWords: header(
    'Concord-Ground-Words',
    { type: 'string', minLength: 1, maxLength: 6000, pattern: "^[A-Za-z0-9._~!'()*%-]+$", example: 'a%20bruise' },
    'The ground in words, percent-encoded UTF-8, where it is typed.',
  ),
  InformUnsafe: header(
    'Concord-Inform-Unsafe',
    oneOf('true', 'false'),
    'Telling the family would put somebody at risk.',
  ),
  Gateway: header('Concord-Gateway', token('ca1989-s47'), 'The statutory gateway relied on. Only flows with it count.'),
  Override: header(
    'Concord-Override',
    token('0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11'),
    'Emergency access that the worker has opened.',
  ),
  MinPosition: header(
    'Concord-Min-Position',
    { type: 'string', pattern: '^[A-Za-z0-9_:.-]+$', maxLength: 64, example: '42' },
    'Waits until the views show this position.',
  ),
} as const;

export type ParameterName = keyof typeof PARAMETERS;

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

/** Problems that many operations answer with. */
export const PROBLEMS = {
  400: problem('The request is not what this document says.'),
  401: problem('The token is missing, or not accepted.'),
  403: problem('The caller’s role may not do this, or the purpose is missing.'),
  404: problem('There is no such record, or it is withheld: one and the same.'),
  410: problem('What follows the cursor is not kept any more.'),
  412: problem('The record has changed since it was read.'),
  413: problem('The body is too large.'),
  422: problem('A rule refuses the command, or the key was used for another request.'),
  428: problem('If-Match is missing.'),
  429: { ...problem('Too many requests; nothing of this one was looked at.'), headers: LIMITED },
  503: problem('Not now; the same request may succeed later.'),
} as const;

/** The parameters of an operation, as its terms ask for them. */
export const parametersOf = ({ kind, ifMatch, purpose }: Terms): readonly ParameterName[] => [
  ...(kind === 'command' ? (['IdempotencyKey'] as const) : []),
  ...(ifMatch === 'required' ? (['IfMatchRequired'] as const) : []),
  ...(ifMatch === 'optional' ? (['IfMatch'] as const) : []),
  ...(purpose ? (['Purpose'] as const) : []),
  ...(kind === 'disclosure' ? (['IfNoneMatch'] as const) : []),
  ...(kind === 'disclosure' || kind === 'search'
    ? (['Ground', 'GroundReference', 'GroundWords', 'InformUnsafe', 'Gateway', 'Override', 'MinPosition'] as const)
    : []),
];

const takesBody = (kind: Terms['kind']): boolean => kind === 'command' || kind === 'place' || kind === 'preview';

/** The problems of an operation, as its terms allow for them. */
export const problemsOf = ({ kind, ifMatch, named, urgent, replays }: Terms): readonly (keyof typeof PROBLEMS)[] => [
  400,
  401,
  403,
  ...(named ? [404 as const] : []),
  ...(kind === 'feed' && !replays ? [410 as const] : []),
  ...(ifMatch ? [412 as const] : []),
  ...(takesBody(kind) ? [413 as const, 422 as const] : []),
  ...(ifMatch === 'required' ? [428 as const] : []),
  ...(urgent ? [] : [429 as const]),
  503,
];

const RECEIPT_HEADERS = {
  Location: { description: 'The address of the record.', schema: { type: 'string', maxLength: 300 } },
  'Concord-Position': {
    description: 'A read that names this position shows what was recorded.',
    schema: { type: 'string', maxLength: 200 },
  },
  'Idempotency-Replayed': {
    description: '`true` when the command had been carried out before under the same key.',
    schema: { type: 'string', enum: ['true'], maxLength: 4 },
  },
};

const ETAG = { description: 'The revision of the record.', schema: revision };

const ANSWER_TAG = {
  description: 'The same for answers that say the same, whenever they are given.',
  schema: { type: 'string', maxLength: 40, example: '"q83vEjRWeJCrze8SNFZ4kKvN7xI"' },
};

const ownHeadersOf = ({ kind, revised }: Terms): object => {
  if (kind === 'disclosure') return { ETag: ANSWER_TAG };
  if (kind !== 'command') return {};
  return { ...RECEIPT_HEADERS, ...(revised && { ETag: ETAG }) };
};

/** Headers of a receipt, or of an answer, and what is left of the caller's budgets. */
export const headersOf = (terms: Terms, said: { readonly headers?: object } = {}): object => ({
  headers: { ...BUDGETS, ...said.headers, ...ownHeadersOf(terms) },
});

/** What else an operation answers that is no problem. */
export const othersOf = ({ kind }: Terms): object =>
  kind === 'disclosure'
    ? {
        304: {
          description: 'Decided and recorded; the caller has what it says.',
          headers: { ...BUDGETS, ETag: ANSWER_TAG },
        },
      }
    : {};

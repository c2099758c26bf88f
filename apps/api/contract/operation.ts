import type { RoleFunction } from '@hub/agencies';
import { Needs } from '@hub/platform';
import { BATCH_CONTENT_TYPE } from '@hub/partner-messages';
import { applyDecorators, Get, Header, HttpCode, Post, Put, UseInterceptors, type Type } from '@nestjs/common';
import { ApiExtension, ApiExtraModels, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { Acknowledge } from './acknowledge.js';
import { Tagged } from './tagged.js';
import { Changed, Written } from './written.js';

/** What an operation promises beyond its body: the document is completed from it, and the guard keeps it. */
export interface Terms {
  readonly kind: 'command' | 'disclosure' | 'search' | 'register' | 'feed' | 'place' | 'preview';
  /** The caller's role has to have one of these functions; missing: any. */
  readonly functions?: readonly RoleFunction[];
  readonly ifMatch?: 'optional' | 'required';
  /** The receipt says the revision of the record. */
  readonly revised?: boolean;
  /** The purpose is stated in the address. */
  readonly purpose?: boolean;
  /** Counted by the budget of searches for people as well. */
  readonly searches?: boolean;
  /** Counted by the budget of replays as well. */
  readonly replays?: boolean;
  /** Never refused for a rate limit. */
  readonly urgent?: boolean;
  /** Names a record, which may not exist or be withheld. */
  readonly named: boolean;
}

/** Where the terms of an operation are kept in the raw document. */
export const TERMS = 'x-concord-terms';

interface Words {
  readonly summary: string;
  readonly description: string;
}

const documented = ({ summary, description }: Words, terms: Terms) => [
  Needs({ ...terms, command: terms.kind === 'command' }),
  ApiOperation({ summary, description }),
  ApiExtension(TERMS, terms),
];

const namesRecord = (path: string): boolean => path.includes(':') && /(^|\/):/.test(path);

interface CommandOptions extends Words {
  readonly functions?: readonly RoleFunction[];
  readonly ifMatch?: 'optional' | 'required';
  /** An answer with more than a receipt; missing: a receipt, with the revision where `If-Match` is taken. */
  readonly answer?: Type<Written>;
  /** Names other records in its body. */
  readonly named?: boolean;
  /** Counted by the budget of replays as well. */
  readonly replays?: boolean;
  /** Opens what an emergency needs, takes a permission away or protects somebody: no rate limit makes it wait. */
  readonly urgent?: boolean;
}

/** A command: a POST that records a fact, and answers with a receipt. */
export const Records = (path: string, { named, ...options }: CommandOptions): MethodDecorator => {
  const { summary, description, answer = options.ifMatch ? Changed : Written, ...said } = options;
  const revised = answer === Changed || answer.prototype instanceof Changed;
  const terms = { ...said, revised, kind: 'command', named: named ?? namesRecord(path) } as const;
  return applyDecorators(
    Post(path),
    HttpCode(201),
    UseInterceptors(Acknowledge),
    ApiResponse({ status: 201, description: 'Recorded, or recorded before under the same key.', type: answer }),
    ...documented({ summary, description }, terms),
  );
};

interface ReadOptions extends Words {
  /** Of several it is one. */
  readonly answer: Type<object> | readonly Type<object>[];
  readonly functions?: readonly RoleFunction[];
  readonly purpose?: boolean;
  /** Looks for people by what is known of them. */
  readonly searches?: boolean;
}

const oneOfThese = (answers: readonly Type<object>[]) => ({
  schema: { oneOf: answers.map((each) => ({ $ref: getSchemaPath(each) })) },
});

const answered = (answer: ReadOptions['answer'], description = 'The answer, decided and recorded before it left.') =>
  typeof answer === 'function'
    ? ApiResponse({ status: 200, description, type: answer })
    : applyDecorators(ApiExtraModels(...answer), ApiResponse({ status: 200, description, ...oneOfThese(answer) }));

/** A read of personal data: decided, recorded, then answered. */
export const Discloses = (path: string, { answer, summary, description, ...terms }: ReadOptions): MethodDecorator =>
  applyDecorators(
    Get(path),
    UseInterceptors(Tagged),
    answered(answer),
    ...documented({ summary, description }, { purpose: true, ...terms, kind: 'disclosure', named: namesRecord(path) }),
  );

/** A question with a body, so that no personal data stands in an address. Records nothing but that it was asked. */
export const Searches = (path: string, { answer, summary, description, ...terms }: ReadOptions): MethodDecorator =>
  applyDecorators(
    Post(path),
    HttpCode(200),
    answered(answer),
    ...documented({ summary, description }, { ...terms, kind: 'search', named: namesRecord(path) }),
  );

/** A read without personal data: the register, or ids and codes for those whose function it is. */
export const Shows = (path: string, { answer, summary, description, ...terms }: ReadOptions): MethodDecorator =>
  applyDecorators(
    Get(path),
    answered(answer, 'The answer, as things stand now.'),
    ...documented({ summary, description }, { ...terms, kind: 'register', named: namesRecord(path) }),
  );

const NEXT = {
  description: 'Where the feed goes on: `rel="next"`, also at its end.',
  schema: { type: 'string', maxLength: 4500, example: '</v1/feed/events?after=eyJwIjoxfQ>; rel="next"' },
};

const NEXT_OF_REPLAY = { ...NEXT, description: 'Where the replay goes on: `rel="next"`; missing at its end.' };

const A_BATCH = {
  type: 'array',
  maxItems: 200,
  items: { type: 'object', additionalProperties: true, description: 'A message, as docs/partners/messages.md has it.' },
};

interface FeedOptions extends Words {
  readonly functions: readonly RoleFunction[];
  /** Counted by the budget of replays as well. */
  readonly replays?: boolean;
}

/** Messages to a partner, as they were signed. Each has been decided and recorded when it was released. */
export const Feeds = (path: string, { summary, description, ...terms }: FeedOptions): MethodDecorator =>
  applyDecorators(
    Get(path),
    Header('content-type', BATCH_CONTENT_TYPE),
    ApiResponse({
      status: 200,
      description: 'Messages in order; none at the end.',
      headers: { Link: terms.replays ? NEXT_OF_REPLAY : NEXT },
      content: { [BATCH_CONTENT_TYPE.replace(/;.*/, '')]: { schema: A_BATCH } },
    }),
    ...documented({ summary, description }, { ...terms, kind: 'feed', named: namesRecord(path) }),
  );

/** What a command would come to: a question with a body, that records nothing. */
export const Previews = (
  path: string,
  { answer, summary, description, ...terms }: FeedOptions & { readonly answer: Type<object> },
): MethodDecorator =>
  applyDecorators(
    Post(path),
    HttpCode(200),
    answered(answer, 'What it comes to now. Nothing is recorded.'),
    ...documented({ summary, description }, { ...terms, kind: 'preview', named: false }),
  );

/** Puts a place where it belongs: the same again changes nothing, so it needs no key. */
export const Places = (
  path: string,
  { answer, summary, description, ...terms }: FeedOptions & { readonly answer: Type<object> },
): MethodDecorator =>
  applyDecorators(
    Put(path),
    HttpCode(200),
    answered(answer, 'The place as it is now.'),
    ...documented({ summary, description }, { ...terms, kind: 'place', named: false }),
  );

import { Field, optional } from './field.js';
import { code, list, part, text, whole, yesOrNo } from './schema.js';

export class ProblemField {
  @Field({ type: 'string', maxLength: 1000, example: '/name/given' }, 'Where it is, as a JSON pointer')
  pointer!: string;
  @Field(code('request/field-not-valid', 120), 'What is wrong, for programs') code!: string;
  @Field(text(1000), 'What is wrong, for people; never what was sent') detail!: string;
}

/** RFC 9457. Says nothing of anybody, and never what was sent. */
export class Problem {
  @Field(text(200, '/problems/request/not-found'), 'The kind of problem; stable') type!: string;
  @Field(text(500, 'there is no such record'), 'The kind of problem in words') title!: string;
  @Field(whole(400, 599), 'The HTTP status') status!: number;
  @Field(optional(text(1000)), 'More about this occurrence') detail?: string;
  @Field(text(200, 'urn:uuid:0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11'), 'This occurrence') instance!: string;
  @Field(code('request/not-found', 120), 'The kind of problem, for programs') code!: string;
  @Field(
    optional(
      list(
        part(() => ProblemField),
        { max: 100 },
      ),
    ),
    'What is wrong, field by field',
  )
  errors?: ProblemField[];
  @Field(optional(text(4000, 'eyJwIjoxfQ')), 'Where the list may be gone on with, as its `after`') cursor?: string;
  @Field(yesOrNo, 'Whether the same request may succeed later') retryable!: boolean;
}

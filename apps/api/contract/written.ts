import type { Appended } from '@hub/eventsourcing';
import { Field } from './field.js';
import { code, list, text, whole } from './schema.js';

const recordId = { ...code('0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11', 200), pattern: '^\\S+$' };

/** The receipt for a command. */
export class Written {
  @Field(recordId, 'The id of what was recorded, or of the record that it was added to') id!: string;
  @Field(text(200, '42'), 'A read that names this position shows what was recorded') position!: string;
}

/** The receipt for a change of a record that is one agency's own, or that all may read: it says its revision. */
export class Changed extends Written {
  @Field(whole(-1, Number.MAX_SAFE_INTEGER), 'The revision of the record after it, for `If-Match`') revision!: number;
}

/** The receipt for a proposal. */
export class Proposed extends Changed {
  @Field(
    list(text(200), { max: 100 }),
    'What the agreement still says nothing about; empty for a version proposed before',
  )
  gaps!: string[];
}

/** The receipt for the words of a note. */
export class Noted extends Changed {
  @Field(list(text(200, '0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11.1.1')), 'The passages, in order')
  passages!: string[];
}

/** The receipt for a version of an agreement. */
export class Versioned extends Changed {
  @Field(whole(1, 100_000), 'The number of the version') version!: number;
}

type Plain<T> = Pick<T, keyof T>;

/** What an interceptor makes a receipt and its headers from. */
export interface Receipt {
  readonly location: string;
  readonly replayed: boolean;
  readonly body: Plain<Written> & Partial<Pick<Changed, 'revision'>>;
}

type Answered = Pick<Appended, 'position' | 'replayed'>;

/**
 * The receipt for what was appended, without a revision: that would count what other agencies have recorded.
 * `location` is the address of the record, below `/v1`.
 */
export const receipt = (location: string, id: string, { position, replayed }: Answered): Receipt => ({
  location,
  replayed,
  body: { id, position },
});

/** The receipt for a change of a record whose revision the caller may know, and name with `If-Match`. */
export const changed = (
  location: string,
  id: string,
  { revision, ...answered }: Answered & Pick<Appended, 'revision'>,
  more: object = {},
): Receipt => {
  const { body, ...said } = receipt(location, id, answered);
  return { ...said, body: { ...body, revision, ...more } };
};

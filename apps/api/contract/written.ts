import type { Appended } from '@hub/eventsourcing';
import { Field } from './field.js';
import { code, list, text, whole } from './schema.js';

const recordId = { ...code('0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11', 200), pattern: '^\\S+$' };

/** The receipt for a command. */
export class Written {
  @Field(recordId, 'The id of what was recorded, or of the record that it was added to') id!: string;
  @Field(whole(-1, Number.MAX_SAFE_INTEGER), 'The revision of the record after it') revision!: number;
  @Field(text(200, '42'), 'A read that names this position shows what was recorded') position!: string;
}

/** The receipt for a proposal. */
export class Proposed extends Written {
  @Field(
    list(text(200), { max: 100 }),
    'What the agreement still says nothing about; empty for a version proposed before',
  )
  gaps!: string[];
}

/** The receipt for the words of a note. */
export class Noted extends Written {
  @Field(list(text(200, '0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11.1.1')), 'The passages, in order')
  passages!: string[];
}

/** The receipt for a version of an agreement. */
export class Versioned extends Written {
  @Field(whole(1, 100_000), 'The number of the version') version!: number;
}

type Plain<T> = Pick<T, keyof T>;

/** What an interceptor makes a receipt and its headers from. */
export interface Receipt {
  readonly location: string;
  readonly appended: Appended;
  readonly body: Plain<Written>;
}

/** The receipt for what was appended. `location` is the address of the record, below `/v1`. */
export const receipt = (location: string, id: string, appended: Appended, more: object = {}): Receipt => {
  const { revision, position } = appended;
  return { location, appended, body: { id, revision, position, ...more } };
};

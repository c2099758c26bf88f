import { UNPARKING_REASONS, type UnparkingReason } from '@hub/disclosures';
import { Field, optional } from '../contract/field.js';
import { PageAnswer } from '../contract/paging.js';
import { agency, code, instant, list, oneOf, part } from '../contract/schema.js';

export class ReleaseParked {
  @Field(oneOf(...UNPARKING_REASONS), 'Why it waits no longer') reason!: UnparkingReason;
  @Field(optional(agency), 'Whose messages; needed where those of several agencies have waited under the key')
  agencyId?: string;
}

export class ParkedAnswer {
  @Field(
    code('q83vEjRWeJCrze8SNFZ4kKvN7xI', 120),
    'By which the agency’s messages name the person; of an agreement `agreement/` and its id',
  )
  key!: string;
  @Field(agency, 'The agency that is told nothing about it meanwhile') agencyId!: string;
  @Field(oneOf('cannot-be-built', 'too-large', 'refused'), 'What was wrong with the first message that waits')
  because!: string;
  @Field(instant, 'Since when') parkedAt!: string;
  @Field(code('0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11', 120), 'The event of the log that led to that message')
  causeId!: string;
}

export class ParkedListAnswer {
  @Field(
    list(
      part(() => ParkedAnswer),
      { max: 10_000 },
    ),
    'What waits, the first first',
  )
  items!: ParkedAnswer[];
  @Field(part(() => PageAnswer), 'There is one page') page!: PageAnswer;
}

import type { Instant } from '@hub/eventsourcing';
import { ACKNOWLEDGEMENTS, LAWFUL_REASONS, OBLIGATIONS, type KnownRecall } from '@hub/recalls';
import { Field, optional } from '../contract/field.js';
import { PageAnswer } from '../contract/paging.js';
import { code, id, instant, list, oneOf, part, whole, yesOrNo } from '../contract/schema.js';

const reference = code('note-0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11', 200);

export class AcknowledgedAnswer {
  @Field(oneOf(...ACKNOWLEDGEMENTS), 'What the agency has said last') outcome!: string;
  @Field(optional(oneOf(...LAWFUL_REASONS)), 'Why the law lets it go on') reason?: string;
}

export class RecallAnswer {
  @Field(id, 'The recall') id!: string;
  @Field(oneOf('open', 'closed'), 'Open until it is done or refused') status!: string;
  @Field(oneOf(...OBLIGATIONS), 'What to do with it') obligation!: string;
  @Field(optional(code('ca1989-s47')), 'The statute under which it may be retained, for that alone') basis?: string;
  @Field(list(id), 'Whom it is about, by the ids that the agency knows') subjects!: string[];
  @Field(list(reference, { max: 10_000 }), 'What it is about, by the names under which the agency was told of it')
  references!: string[];
  @Field(list(code('0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11', 40), { max: 10_000 }), 'Entries of what was told by hand')
  disclosures!: string[];
  @Field(instant, 'Since when') raisedAt!: string;
  @Field(instant, 'By when') due!: string;
  @Field(yesOrNo, 'Whether that time is over, and it is still open') overdue!: boolean;
  @Field(optional(part(() => AcknowledgedAnswer)), 'What the agency has said of it') acknowledged?: AcknowledgedAnswer;
}

export class RecallsAnswer {
  @Field(
    list(
      part(() => RecallAnswer),
      { max: 200 },
    ),
    'Open recalls, the most urgent first',
  )
  items!: RecallAnswer[];
  @Field(part(() => PageAnswer), 'Where the list goes on') page!: PageAnswer;
}

const number = whole(0, Number.MAX_SAFE_INTEGER);

export class RecallProgressAnswer {
  @Field(number, 'Raised so far') raised!: number;
  @Field(number, 'Done') done!: number;
  @Field(number, 'Refused, for a lawful reason') refused!: number;
  @Field(number, 'Still open, those that are done in part among them') open!: number;
  @Field(number, 'Open, and their time is over') overdue!: number;
}

/**
 * A recall as its recipient may read it: never why, nor who else was told.
 *
 * INVARIANT: made of what the recipient was told before, and of nothing else.
 */
export const answerOf = (recall: KnownRecall, at: Instant) => {
  const { recallId, status, obligation, basis, knownAs, scope, raisedAt, due, acknowledged } = recall;
  return {
    ...{ id: recallId, status, obligation, ...(basis !== undefined && { basis }) },
    subjects: knownAs,
    references: [...new Set(scope.items.flatMap(({ references }) => references))],
    disclosures: scope.byHand,
    ...{ raisedAt, due, overdue: status === 'open' && due < at },
    ...(acknowledged && { acknowledged }),
  };
};

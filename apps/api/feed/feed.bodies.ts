import { Field, optional } from '../contract/field.js';
import { PageAnswer, PageQuery } from '../contract/paging.js';
import { agency, instant, list, part, whole } from '../contract/schema.js';

export class EventsQuery extends PageQuery {
  @Field(optional(whole(0, 25)), 'Seconds that the answer may wait where there is nothing yet') wait?: number;
}

const sequence = whole(0, Number.MAX_SAFE_INTEGER);

export class TellPosition {
  @Field(sequence, 'The `sequence` of the last message that has been dealt with') position!: number;
}

export class PositionAnswer {
  @Field(sequence, 'How far the agency has come: never less than it has said before') position!: number;
  @Field(sequence, 'The `sequence` of the last message to the agency; 0: there is none') last!: number;
  @Field(sequence, 'Messages that it has not dealt with') lag!: number;
}

export class PartnerPosition extends PositionAnswer {
  @Field(agency, 'The agency') agencyId!: string;
  @Field(optional(instant), 'When it last said so; missing: never') toldAt?: string;
  @Field(optional(instant), 'When the first message that it has not dealt with was released') waitingSince?: string;
}

export class PositionsAnswer {
  @Field(
    list(
      part(() => PartnerPosition),
      { max: 1000 },
    ),
    'In order of the agencies’ ids',
  )
  items!: PartnerPosition[];
  @Field(part(() => PageAnswer), 'There is one page') page!: PageAnswer;
}

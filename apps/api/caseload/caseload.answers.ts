import { Field, optional } from '../contract/field.js';
import { PageAnswer } from '../contract/paging.js';
import { code, free, id, instant, list, part } from '../contract/schema.js';

export class CaseloadPerson {
  @Field(id, 'The person') personId!: string;
  @Field(list(id), 'The families that they belong to now, as the agency itself has recorded') families!: string[];
  @Field(optional(instant), 'Since when the agency has worked with them; missing: it does not show') since?: string;
  @Field(list(free, { max: 20 }), 'What the agency itself has recorded of who they are') says!: object[];
}

export class CaseloadPage {
  @Field(instant, 'When it was decided') asAt!: string;
  @Field(code('0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11', 120), 'The entry in the trail') disclosureId!: string;
  @Field(
    list(
      part(() => CaseloadPerson),
      { max: 50 },
    ),
    'The people, in order of id; perhaps fewer than asked for, or none, though the list goes on',
  )
  items!: CaseloadPerson[];
  @Field(part(() => PageAnswer), 'Where the list goes on') page!: PageAnswer;
}

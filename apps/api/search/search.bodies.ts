import { PURPOSES, type Purpose } from '@hub/sharing';
import { Field, optional } from '../contract/field.js';
import { agency, code, date, free, id, instant, keyOf, list, part, text } from '../contract/schema.js';
import { PageAnswer } from '../contract/paging.js';

export class NameSought {
  @Field(optional(text(200, 'Ada')), 'Given names, or one of them') given?: string;
  @Field(optional(text(200, 'Example')), 'The family name') family?: string;
}

export class SearchPeople {
  @Field(keyOf(PURPOSES), 'For what') purpose!: Purpose;
  @Field(optional(part(() => NameSought)), 'The name, or a part of it') name?: NameSought;
  @Field(optional(date), 'The date of birth') dateOfBirth?: string;
  @Field(optional(text(20, '9990000018')), 'The NHS number') nhsNumber?: string;
  @Field(optional(text(20, 'A999999999999')), 'The unique pupil number') upn?: string;
  @Field(optional(text(64, '4711')), 'The caller’s agency’s own number') localId?: string;
  @Field(optional(text(20, 'ZZ99 3VZ')), 'The postcode') postcode?: string;
}

export class IdentityAnswer {
  @Field(agency, 'The agency that says so') source!: string;
  @Field(list(free, { max: 20 }), 'Name and date of birth, as far as they show') says!: object[];
}

export class FoundAnswer {
  @Field(id, 'The person') personId!: string;
  @Field(list(part(() => IdentityAnswer)), 'The least that tells people apart') identities!: IdentityAnswer[];
}

export class SearchAnswer {
  @Field(instant, 'When it was decided') asAt!: string;
  @Field(code('0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11', 120), 'The entry in the trail') disclosureId!: string;
  @Field(list(part(() => FoundAnswer)), 'Who may be meant; nobody, and nobody for you, look alike')
  items!: FoundAnswer[];
  @Field(part(() => PageAnswer), 'There is one page') page!: PageAnswer;
}

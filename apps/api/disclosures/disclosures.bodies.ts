import { CATEGORIES, PURPOSES, type Category, type Purpose } from '@hub/sharing';
import { Basis } from '../contract/basis.body.js';
import { Field, optional } from '../contract/field.js';
import { agency, id, instant, keyOf, list, oneOf, part, text } from '../contract/schema.js';

export class Recipient {
  @Field(optional(agency), 'An agency of the partnership') agencyId?: string;
  @Field(optional(text(500)), 'Somebody else') outside?: string;
}

export class RecordDisclosure {
  @Field(list(id, { min: 1, max: 30 }), 'Whom it was about') subjects!: string[];
  @Field(part(() => Recipient, { exactlyOne: true }), 'Who was told') recipient!: Recipient;
  @Field(oneOf('phone', 'meeting', 'letter', 'email', 'other'), 'How')
  route!: 'phone' | 'meeting' | 'letter' | 'email' | 'other';
  @Field(keyOf(PURPOSES), 'For what') purpose!: Purpose;
  @Field(list(keyOf(CATEGORIES), { min: 1 }), 'What they were told about') categories!: Category[];
  @Field(part(() => Basis), 'The lawful basis') basis!: Basis;
  @Field(text(5000), 'Why') because!: string;
  @Field(instant, 'When') effectiveAt!: string;
}

export class DeclineDisclosure {
  @Field(list(id, { min: 1, max: 30 }), 'Whom it was about') subjects!: string[];
  @Field(optional(agency), 'The agency that had asked') askedBy?: string;
  @Field(keyOf(PURPOSES), 'For what it had been asked') purpose!: Purpose;
  @Field(list(keyOf(CATEGORIES), { min: 1 }), 'What was not shared') categories!: Category[];
  @Field(text(5000), 'Why not') because!: string;
  @Field(instant, 'When it is to be looked at again') reviewOn!: string;
}

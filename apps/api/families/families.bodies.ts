import type { FamilyRole } from '@hub/people';
import { Field, optional } from '../contract/field.js';
import { id, instant, list, oneOf, part, text, whole } from '../contract/schema.js';

const role = oneOf(
  'child',
  'mother',
  'father',
  'parent',
  'step-parent',
  'carer',
  'grandparent',
  'sibling',
  'other-relative',
  'partner',
  'other',
);

export class JoinFamily {
  @Field(id, 'Who belongs to the family') personId!: string;
  @Field(role, 'As what') role!: FamilyRole;
  @Field(instant, 'Since when') from!: string;
}

export class FormFamily {
  @Field(
    list(
      part(() => JoinFamily),
      { min: 1, max: 30 },
    ),
    'Who belongs to it',
  )
  members!: JoinFamily[];
}

export class TellStory {
  @Field(list(id, { min: 1, max: 30 }), 'Who tells it') tellers!: string[];
  @Field(list(id, { min: 1, max: 30 }), 'Whom it is about') about!: string[];
  @Field(text(20_000), 'In their words') words!: string;
  @Field(optional(instant), 'When it was told') effectiveAt?: string;
}

export class ReviewStory {
  @Field(whole(1, 100_000), 'The telling that was read') version!: number;
  @Field(oneOf('reveals', 'checked'), 'Whether it tells where somebody is') location!: 'reveals' | 'checked';
}

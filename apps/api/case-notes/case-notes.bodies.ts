import { CATEGORIES, LABELS, type Category, type Label } from '@hub/sharing';
import { Field, optional } from '../contract/field.js';
import { Restrict } from '../contract/restriction.body.js';
import { origin, type Origin } from '../contract/origin.js';
import { code, id, instant, keyOf, list, oneOf, part, text, yesOrNo } from '../contract/schema.js';

export class ThirdParty {
  @Field(oneOf('person', 'professional'), 'Somebody mentioned, or somebody named for doing their job')
  kind!: 'person' | 'professional';
}

export class PassageBody {
  @Field(text(20_000), 'The words') text!: string;
  @Field(list(id, { min: 1, max: 20 }), 'Whom they are about') subjects!: string[];
  @Field(
    list(
      part(() => ThirdParty),
      { max: 20 },
    ),
    'Other people in them',
  )
  thirdParties!: ThirdParty[];
  @Field(optional(yesOrNo), 'Whether they tell who a protected source is') revealsProtectedSource?: boolean;
  @Field(optional(oneOf('reveals', 'checked')), 'Whether they tell where somebody is; missing: nobody has looked')
  location?: 'reveals' | 'checked';
}

/** Named, so that whoever sends one is told why not. */
const attachments = optional(list(text(200, 'scan.pdf'), { max: 20 }));

const passages = list(
  part(() => PassageBody),
  { min: 1 },
);

export class RecordNote {
  @Field(keyOf(CATEGORIES), 'What the note is about') category!: Category;
  @Field(list(oneOf(...LABELS), { max: 10 }), 'How sensitive it is') labels!: Label[];
  @Field(optional(instant), 'When what it tells took place; missing: now') effectiveAt?: string;
  @Field(passages, 'What it says') passages!: PassageBody[];
  @Field(
    optional(
      list(
        part(() => Restrict),
        { max: 10 },
      ),
    ),
    'Handling conditions from the first moment on',
  )
  handling?: Restrict[];
  @Field(origin, 'How it came to the hub; missing: written') origin?: Origin;
  @Field(attachments, 'Refused: the hub keeps no files yet') attachments?: string[];
}

export class CorrectNote {
  @Field(passages, 'What it should have said') passages!: PassageBody[];
  @Field(text(5000), 'Why') because!: string;
  @Field(origin, 'How it came to the hub; missing: written') origin?: Origin;
  @Field(attachments, 'Refused: the hub keeps no files yet') attachments?: string[];
}

export class NoteError {
  @Field(text(5000), 'What was wrong') because!: string;
}

export class LocationReview {
  @Field(code('0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11-1', 120), 'The passage') id!: string;
  @Field(oneOf('reveals', 'checked'), 'Whether it tells where somebody is') location!: 'reveals' | 'checked';
}

export class ReviewLocation {
  @Field(
    list(
      part(() => LocationReview),
      { min: 1 },
    ),
    'What was found, passage by passage',
  )
  passages!: LocationReview[];
}

import { CATEGORIES, type Category } from '@hub/sharing';
import { Field, optional } from '../contract/field.js';
import { origin, type Origin } from '../contract/origin.js';
import { agency, code, id, instant, keyOf, list, oneOf, text, worker, yesOrNo } from '../contract/schema.js';

export class RecordResponsibility {
  @Field(id, 'The person who holds parental responsibility') holder!: string;
  @Field(oneOf('birth', 'marriage', 'registration', 'agreement', 'order', 'adoption', 'other'), 'How it came about')
  how!: 'birth' | 'marriage' | 'registration' | 'agreement' | 'order' | 'adoption' | 'other';
  @Field(instant, 'Since when') from!: string;
}

export class DisputeResponsibility {
  @Field(instant, 'Since when it is in dispute') from!: string;
}

export class AssessCompetence {
  @Field(yesOrNo, 'Whether the child understands this decision') competent!: boolean;
  @Field(worker, 'Who assessed it') assessor!: string;
  @Field(instant, 'When') at!: string;
  @Field(text(5000), 'Why') because!: string;
}

export class InvolvementOfPerson {
  @Field(list(worker), 'The workers who deal with the person; none: the agency as a whole') workers!: string[];
  @Field(optional(code('health-visitor')), 'The role in which they do') role?: string;
  @Field(text(200, 'Health visiting'), 'The service') service!: string;
  @Field(instant, 'Since when') from!: string;
  @Field(optional(instant), 'Until when') until?: string;
  @Field(optional(oneOf('reveals', 'checked')), 'Whether it tells where the person is; missing: nobody has looked')
  location?: 'reveals' | 'checked';
}

export class RecordInvolvement extends InvolvementOfPerson {
  @Field(origin, 'How it came to the hub; missing: written') origin?: Origin;
}

export class RecordConflict {
  @Field(worker, 'The worker who should not deal with this person') worker!: string;
  @Field(oneOf('declared', 'inferred'), 'Said by somebody, or noticed') kind!: 'declared' | 'inferred';
}

export class RecordHarm {
  @Field(optional(list(keyOf(CATEGORIES), { min: 1 })), 'The categories that it is about; missing: all')
  categories?: Category[];
  @Field(optional(list(agency, { min: 1 })), 'The agencies that should not be told; missing: all')
  recipients?: string[];
  @Field(instant, 'When it is to be looked at again') reviewOn!: string;
  @Field(text(5000), 'Why telling would do more harm') because!: string;
}

export class ReviewItem {
  @Field(code('identity-0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11', 120), 'The item') itemId!: string;
  @Field(oneOf('reveals', 'checked'), 'Whether it tells where somebody is') location!: 'reveals' | 'checked';
}

import { Field, optional } from '../contract/field.js';
import { id, list, oneOf, text, whole } from '../contract/schema.js';

export class OpenOverride {
  @Field(list(id, { min: 1, max: 30 }), 'Whose records are needed') subjects!: string[];
  @Field(text(5000), 'Why it cannot wait') because!: string;
  @Field(optional(whole(1, 1440)), 'For how many minutes') minutes?: number;
}

export class ReviewOverride {
  @Field(oneOf('justified', 'process-gap', 'not-justified'), 'What the review found')
  finding!: 'justified' | 'process-gap' | 'not-justified';
  @Field(text(5000), 'Why') because!: string;
}

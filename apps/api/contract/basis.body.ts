import type { LawfulBasis } from '@hub/sharing';
import { Field, optional } from './field.js';
import { code, oneOf } from './schema.js';

export class Basis implements LawfulBasis {
  @Field(oneOf('a', 'b', 'c', 'd', 'e', 'f'), 'UK GDPR Article 6(1), the letter') article6!: LawfulBasis['article6'];
  @Field(optional(code('g', 20)), 'UK GDPR Article 9(2), the letter, where special category data flows')
  article9?: string;
  @Field(optional(code('18', 20)), 'Data Protection Act 2018, Schedule 1, the paragraph') schedule1?: string;
  @Field(optional(code('ca2004-s11')), 'The statutory gateway') gateway?: string;
}

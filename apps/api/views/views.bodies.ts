import { CATEGORIES, type Category } from '@hub/sharing';
import { Field, optional } from '../contract/field.js';
import { PageQuery } from '../contract/paging.js';
import { agency, id, instant, keyOf } from '../contract/schema.js';

export class ChronologyQuery extends PageQuery {
  @Field(optional(keyOf(CATEGORIES)), 'Only this category') category?: Category;
  @Field(optional(agency), 'Only records of this agency') source?: string;
  @Field(optional(id), 'Only what shows about this member') member?: string;
  @Field(optional(instant), 'Took effect from') from?: string;
  @Field(optional(instant), 'Took effect before') to?: string;
}

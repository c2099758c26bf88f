import {
  CATEGORIES,
  LABELS,
  PURPOSES,
  type Category,
  type Flow,
  type Label,
  type ObligationCode,
  type Purpose,
} from '@hub/sharing';
import { Basis } from '../contract/basis.body.js';
import { Field, optional } from '../contract/field.js';
import { OBLIGATIONS } from '../contract/obligations.js';
import { agency, code, keyOf, list, oneOf, part, text, whole, yesOrNo } from '../contract/schema.js';

export class SchemeOfFlow {
  @Field(code('OPERATION_ENCOMPASS'), 'The scheme’s code, given as a reason') code!: string;
  @Field(text(500), 'The reason in words') sentence!: string;
  @Field(yesOrNo, 'Whether the scheme itself is the ground') isGround!: boolean;
  @Field(list(keyOf(OBLIGATIONS), { max: 18 }), 'What every disclosure under it leaves to be done')
  obligations!: ObligationCode[];
}

/** One numbered row of the reference table. */
export class FlowRow implements Flow {
  @Field(whole(1, 999), 'Its number in the table') number!: number;
  @Field(list(keyOf(CATEGORIES), { min: 1 }), 'The categories of item that flow') categories!: Category[];
  @Field(agency, 'The agency that tells') from!: string;
  @Field(agency, 'The agency that is told') to!: string;
  @Field(list(code('dsl'), { min: 1 }), 'The roles that may read') roles!: string[];
  @Field(list(keyOf(PURPOSES), { min: 1, max: 20 }), 'For what') purposes!: Purpose[];
  @Field(oneOf('duty', 'public-task', 'consent'), 'How it is lawful') route!: Flow['route'];
  @Field(part(() => Basis), 'The lawful basis') basis!: Basis;
  @Field(yesOrNo, 'Whether consent is needed as well, as the waiver of a duty of confidence') consentRequired!: boolean;
  @Field(list(oneOf(...LABELS), { max: 10 }), 'Sensitive labels that it may carry') labels!: Label[];
  @Field(list(code('NORDSCLCD'), { max: 20 }), 'Conditions handed on with every item') onward!: string[];
  @Field(optional(whole(1, 1000)), 'Only the newest so many items of each category') mostRecent?: number;
  @Field(optional(text(200, 'P2D')), 'Until when it is to be sent') deadline?: string;
  @Field(optional(part(() => SchemeOfFlow)), 'The named scheme that it belongs to') scheme?: SchemeOfFlow;
}

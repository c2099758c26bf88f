import { CHOSEN_TYPES, type ChosenType } from '@hub/partner-messages';
import { CATEGORIES, PURPOSES, type Category, type Purpose } from '@hub/sharing';
import {
  DELIVERIES,
  ENDING_REASONS,
  REFUSAL_REASONS,
  type Delivery,
  type EndingReason,
  type RefusalReason,
  type Wanted,
} from '@hub/subscriptions';
import { Field } from '../contract/field.js';
import { code, id, keyOf, list, oneOf } from '../contract/schema.js';

export class RequestSubscription implements Wanted {
  @Field(id, 'The agreement under which the agency is told') agreementId!: string;
  @Field(code('system'), 'A role of the agency whose reach is the agency: each message is decided for it')
  role!: string;
  @Field(keyOf(PURPOSES), 'For what') purpose!: Purpose;
  @Field(list(keyOf(CATEGORIES), { min: 1 }), 'The categories of item that it is told of') categories!: Category[];
  @Field(list(oneOf(...CHOSEN_TYPES), { min: 1, max: 20 }), 'The types of message that it gets') types!: ChosenType[];
  @Field(oneOf(...DELIVERIES), 'By the agency’s topic, or fetched from its feed') delivery!: Delivery;
}

export class RefuseSubscription {
  @Field(oneOf(...REFUSAL_REASONS), 'Why') reason!: RefusalReason;
}

export class EndSubscription {
  @Field(oneOf(...ENDING_REASONS), 'Why') reason!: EndingReason;
}

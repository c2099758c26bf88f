import { groupPrefixOf, topicOf } from '@hub/partner-messages';
import type { Subscription } from '@hub/subscriptions';
import { Field, optional } from '../contract/field.js';
import { PageAnswer } from '../contract/paging.js';
import { agency, code, id, list, oneOf, part } from '../contract/schema.js';
import { RequestSubscription } from './subscriptions.bodies.js';

export class SubscriptionAnswer extends RequestSubscription {
  @Field(id, 'The subscription') id!: string;
  @Field(agency, 'The agency that is told') agencyId!: string;
  @Field(oneOf('requested', 'active', 'refused', 'ended'), 'Where it stands') status!: Subscription['status'];
  @Field(optional(code('replaced')), 'Why it was refused, or has ended') reason?: string;
  @Field(optional(code('concord.northbridge-school.v1', 100)), 'Delivered by Kafka: the topic') topic?: string;
  @Field(optional(code('northbridge-school.', 100)), 'Delivered by Kafka: what its consumer groups begin with')
  groupPrefix?: string;
}

export class SubscriptionsAnswer {
  @Field(
    list(
      part(() => SubscriptionAnswer),
      { max: 200 },
    ),
    'The subscriptions, in order of id',
  )
  items!: SubscriptionAnswer[];
  @Field(part(() => PageAnswer), 'Where the list goes on') page!: PageAnswer;
}

export const answerOf = ({ wanted, ...subscription }: Subscription) => ({
  ...subscription,
  ...wanted,
  ...(wanted.delivery === 'kafka' && {
    topic: topicOf(subscription.agencyId),
    groupPrefix: groupPrefixOf(subscription.agencyId),
  }),
});

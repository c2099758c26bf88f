export {
  DELIVERIES,
  ENDING_REASONS,
  REFUSAL_REASONS,
  type Delivery,
  type EndingReason,
  type RefusalReason,
  type SubscriptionEvent,
  type Wanted,
} from './events.js';
export {
  activeIn,
  subscriptionsFolding,
  subscriptionsStream,
  type Subscription,
  type Subscriptions,
} from './subscriptions.js';

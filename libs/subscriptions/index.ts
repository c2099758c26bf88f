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
  standingIn,
  subscriptionsFolding,
  subscriptionsStream,
  type Subscription,
  type Subscriptions,
} from './subscriptions.js';
export { changes, subscriptionRevision, type Changes } from './changes.js';
export { mustHaveGrounds, type Grounds } from './grounds.js';
export { streamOf, subscription, type Said, type SubscriptionCommand } from './subscription.js';

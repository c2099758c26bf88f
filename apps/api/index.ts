export { ApiModule, type ApiParts } from './api.module.js';
export type { FeedBell } from './feed/bell.js';
export type { FeedPosition, FeedPositions } from './feed/positions.js';
export { activeSubscriptions, type ActiveSubscriptions } from './feed/subscribed.js';
export { checked } from './contract/checked.js';
export { knownTroubles } from './known-troubles.js';
export { documentOf } from './openapi/document.js';

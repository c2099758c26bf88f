/**
 * What partners are told, and whether it may still be told: `settle` stands between a feed in the log and whoever hands it out.
 *
 * ```ts
 * const settle = settling({ store, facts, feeds: feedLog({ store, eventId }), sign, now });
 * const messages = await settle('school', released);
 * ```
 */
export { feedLog, type FeedLog, type FeedLogPorts } from './feed-log.js';
export { settling, type Settle, type SettlePorts } from './settle.js';
export { itemsShown, messageHoldsUntil, permits } from './still-permitted.js';
export { formIn, toldBy, type Told } from './told.js';
export { parkMessage, type VoidingPorts } from './voiding.js';

/**
 * What may leave the building: `releasing` goes from the log to the feeds of partners, each message decided, recorded and signed;
 * `settle` stands between a feed in the log and whoever hands it out, and looks whether it may still be told.
 *
 * ```ts
 * const { release } = releasing({ store, facts, now, hash, eventId, sign, partnership, publicUrl });
 * await release(page);
 * const settle = settling({ store, facts, feeds: feedLog({ store, eventId }), sign, hash, now, departures });
 * const messages = await settle('school', released);
 * ```
 */
export type { CauseEvent } from './any-event.js';
export type { Departures } from './departures.js';
export { feedLog, type FeedLog, type FeedLogPorts } from './feed-log.js';
export { referencesOf, type Reference, type Referred } from './references.js';
export { releasing, type Releasing, type ReleasingPorts } from './releasing.js';
export { replaying, type Replaying, type Standing } from './replaying.js';
export { settling, type Settle, type SettlePorts } from './settle.js';
export { toldBy, type Told } from './told.js';
export { parkMessage, type VoidingPorts } from './voiding.js';

/** What tells partners what concerns them. Plain functions; the hub starts and stops them. */
export { topicAccess, type TopicAccess, type TopicAccessParts } from './access/topic-access.js';
export { type SentPlaces } from './send/ports.js';
export { sending, type Sending, type SendingParts } from './send/sending.js';
export { topicPartners } from './send/topic-partners.js';
export type { Place } from './send/backlog.js';
export type { Going } from './send/to-partner.js';
export {
  releaseProcess,
  type ReleaseCheckpoint,
  type ReleaseProcess,
  type ReleaseProcessParts,
} from './release/release-process.js';
export { raisingRecalls, type RecallParts } from './recalls.js';

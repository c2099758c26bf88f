export { NOT_FOUND, type Answered, type AnsweredItem, type AnsweredPassage, type NotFound } from './answered.js';
export { audit, type Audit, type AuditPorts, type Explaining, type Replaying } from './audit.js';
export type { Replayed, Voided } from './compared.js';
export { door, type Door } from './door.js';
export type { Explained } from './explained.js';
export { groundSaid } from './ground-said.js';
export { keptDecision } from './kept-decision.js';
export { leaving, type DoorPorts, type Leaving } from './leave.js';
export { gatheredForMessage, messageAsked, messageFacts, type MessageLook } from './message-decision.js';
export { feedEventsAbout, type MessageEntriesPorts } from './message-entry.js';
export type { Moved } from './moved.js';
export { NotAnswered, type NotAnsweredCode } from './not-answered.js';
export { contentKey, NO_LONGER_HELD, said } from './ports.js';
export { peopleTold, recordsSought, type PeopleTold, type RecordsSought, type Sought } from './people-told.js';
export type {
  Candidate,
  CaseloadIndex,
  ContentStore,
  FeedEntries,
  Json,
  PassageRef,
  PeopleIndex,
  Permission,
  SearchKey,
  Words,
} from './ports.js';
export { requestOf, type Asking, type Page, type Question, type Shown, type Topic } from './question.js';
export { recorder, type Entry, type Record, type Recording } from './recorder.js';
export { shownFields } from './shown-fields.js';
export { itemToldTo, toldIds, type KeyedHash, type ToldIds, type ToldTo } from './told-ids.js';
export { trailReader, type Reading, type TrailReading } from './trail-reader.js';
export { visibleItems } from './visible-items.js';

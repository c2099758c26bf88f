export {
  ACKNOWLEDGEMENTS,
  LAWFUL_REASONS,
  OBLIGATIONS,
  type AcknowledgementOutcome,
  type LawfulReason,
  type RecallCause,
  type RecallEvent,
  type RecallObligation,
  type RecalledItem,
} from './events.js';
export {
  recall,
  recallStream,
  seedOf,
  streamOf,
  type AcknowledgeRecall,
  type KnownRecall,
  type RaiseRecall,
  type Recall,
  type RecallCommand,
} from './recall.js';
export type { RecallEntry, RecallList, RecallProgress } from './recall-list.js';
export { firstOf, isEmpty, MOST_RECALLED, without } from './parts.js';

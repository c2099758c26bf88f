export type { OverrideEvent } from './events.js';
export {
  override,
  overrideFacts,
  overrideStream,
  streamOf,
  type EmergencyAccess,
  type Override,
  type OverrideCommand,
} from './override.js';

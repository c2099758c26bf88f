import { HEARTBEAT, RECALL_RAISED, type PartnerMessage } from '@hub/partner-messages';
import { Unacceptable } from './failure.js';

type Full = Extract<PartnerMessage, { readonly data: unknown }>;

/** A recall: what you were told must not be used as before. */
export type RecallMessage = Extract<Full, { readonly type: typeof RECALL_RAISED }>;
/** That the feed is alive, and how far it has come. */
export type HeartbeatMessage = Extract<Full, { readonly type: typeof HEARTBEAT }>;
/** That something has happened which concerns you. */
export type EventMessage = Exclude<Full, RecallMessage | HeartbeatMessage>;
/** A message whose permission went before it was sent. */
export type VoidedMessage = Exclude<PartnerMessage, Full>;
/** A message with its place in the feed. */
export type PlacedMessage = EventMessage | RecallMessage | VoidedMessage;

export const isHeartbeat = (message: PartnerMessage): message is HeartbeatMessage =>
  message.type === HEARTBEAT && !('void' in message);
export const isVoid = (message: PartnerMessage): message is VoidedMessage => 'void' in message;
export const isRecall = (message: PartnerMessage): message is RecallMessage =>
  message.type === RECALL_RAISED && !isVoid(message);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text as the object that it is, of which nothing is trusted yet. */
export const parsed = (text: string): Record<string, unknown> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Unacceptable('malformed', 'the message is no JSON');
  }
  if (!isObject(value)) throw new Unacceptable('malformed', 'the message is no object');
  return value;
};

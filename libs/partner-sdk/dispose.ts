import { acknowledge } from './acknowledge.js';
import { contentOf, type HubAccess } from './content.js';
import type { Handlers } from './handlers.js';
import { isRecall, isVoid, type PlacedMessage } from './message.js';
import type { Outcome } from './store/store.js';
import { isKnownType } from './validate.js';

/** A message that is in its place, and how often it was tried. */
export interface Handing<Tx> {
  readonly message: PlacedMessage;
  readonly transaction: Tx;
  readonly attempt: number;
  /** Its full form was handed on before. */
  readonly handedBefore: boolean;
  readonly now: number;
}

/** Whether it was to be ignored from some time before now. */
const isExpired = (message: PlacedMessage, now: number): boolean =>
  'expirytime' in message && Date.parse(message.expirytime) <= now;

/** Hands a message to whom it is for; says what became of it. Rejects where the handler does. */
export const disposing =
  <Tx>(handlers: Handlers<Tx>, hub: HubAccess | undefined) =>
  async ({ message, transaction, attempt, handedBefore, now }: Handing<Tx>): Promise<Outcome> => {
    const context = { transaction, attempt, fetch: contentOf(hub, isVoid(message) ? {} : message) };
    if (isVoid(message)) {
      await handlers.onVoid?.(message, { ...context, handedBefore });
      return 'void';
    }
    if (isExpired(message, now)) return 'expired';
    if (isRecall(message))
      await handlers.onRecall(message, {
        ...context,
        acknowledge: (outcome) => acknowledge(hub, message.data.recall, outcome),
      });
    else if (isKnownType(message.type)) await handlers.onEvent(message, context);
    else {
      await handlers.onUnknown?.(message, context);
      return 'unknown';
    }
    return 'handled';
  };

import { acknowledge } from './acknowledge.js';
import { contentOf, type HubAccess } from './content.js';
import type { Handlers } from './handlers.js';
import { isRecall, isVoid, type PlacedMessage, type RecallMessage } from './message.js';
import type { Outcome, Unit } from './store/store.js';
import { isKnownType } from './validate.js';

/** A message that is in its place, and how often it was tried. */
export interface Handing<Tx> {
  readonly message: PlacedMessage;
  readonly unit: Pick<Unit<Tx>, 'transaction' | 'keepPart'>;
  readonly attempt: number;
  /** Its full form was handed on before. */
  readonly handedBefore: boolean;
  readonly now: number;
}

/** Whether it was to be ignored from some time before now. */
const isExpired = (message: PlacedMessage, now: number): boolean =>
  'expirytime' in message && Date.parse(message.expirytime) <= now;

/** Whether all of a recall is handed on, with this message. Out of order too: a part may have waited, or come late. */
const isWhole = async (unit: Pick<Unit<unknown>, 'keepPart'>, { source, data }: RecallMessage): Promise<boolean> => {
  const { recall, part, parts } = data;
  return part === undefined || parts === undefined || (await unit.keepPart(source, recall, part)) >= parts;
};

/** Hands a message to whom it is for; says what became of it. Rejects where the handler does. */
export const disposing =
  <Tx>(handlers: Handlers<Tx>, hub: HubAccess | undefined) =>
  async ({ message, unit, attempt, handedBefore, now }: Handing<Tx>): Promise<Outcome> => {
    const context = { transaction: unit.transaction, attempt, fetch: contentOf(hub, isVoid(message) ? {} : message) };
    if (isVoid(message)) {
      await handlers.onVoid?.(message, { ...context, handedBefore });
      return 'void';
    }
    if (isExpired(message, now)) return 'expired';
    if (isRecall(message)) {
      const whole = await isWhole(unit, message);
      await handlers.onRecall(message, {
        ...context,
        whole,
        acknowledge: (outcome) => acknowledge(hub, message.data.recall, whole ? outcome : 'in-part'),
      });
    } else if (isKnownType(message.type)) await handlers.onEvent(message, context);
    else {
      await handlers.onUnknown?.(message, context);
      return 'unknown';
    }
    return 'handled';
  };

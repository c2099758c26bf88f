import type { LoggedMessage } from '@hub/kafka';
import type { PartnerMessage } from '@hub/partner-messages';

/** What was sent last may have been written twice, and the second time late: so that more than the last one is looked at. */
export const LOOKED_AT = 200;

const sequenceIn = (value: string): number => {
  const message = JSON.parse(value) as PartnerMessage;
  const sequence = 'sequence' in message ? message.sequence : message.data.lastsequence;
  if (!Number.isSafeInteger(sequence)) throw new TypeError('a message in a topic has no sequence');
  return sequence;
};

/** How far a topic has come, by the last messages in it: `undefined` where there are none. */
export const lastSequenceIn = (messages: readonly Pick<LoggedMessage, 'value'>[]): number | undefined =>
  messages.length === 0 ? undefined : Math.max(...messages.map(({ value }) => sequenceIn(value)));

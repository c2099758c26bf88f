import type { FeedEvent, ReleasedMessage } from '@hub/disclosures';
import { signed, type SignDetached, type VoidMessage } from '@hub/partner-messages';

/** What is told in the place of a message whose permission has gone. */
export type VoidForm = Extract<FeedEvent, { type: 'MessageVoided' }>['data']['message'];

/** A message's place, its id and its type; nothing else about it, and no link. */
export const voidFormOf = ({ sequence, message }: ReleasedMessage, sign: SignDetached): VoidForm => {
  const { specversion, id, source, type, subject, time, recordedtime, correlationid, causationid } = message;
  const form: VoidMessage = {
    ...{ specversion, id, source, type, subject, time, recordedtime, correlationid, causationid },
    ...(message.traceparent === undefined ? {} : { traceparent: message.traceparent }),
    ...(message.replay === undefined ? {} : { replay: message.replay }),
    sequence,
    previous: 'previous' in message ? message.previous : 0,
    void: true,
  };
  return signed(form, sign);
};

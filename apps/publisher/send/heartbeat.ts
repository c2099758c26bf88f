import {
  HEARTBEAT,
  schemaPathOf,
  signed,
  sourceOf,
  wireForm,
  type SignDetached,
  type UnsignedMessage,
} from '@hub/partner-messages';
import type { Message } from '@hub/kafka';
import type { Instant } from '@hub/eventsourcing';
import type { AgencyId } from '@hub/sharing';
import { HEADERS } from './headers.js';

/** Who the hub is to its partners. */
export interface Sender {
  readonly partnership: string;
  /** Where partners reach the hub. */
  readonly publicUrl: string;
  readonly sign: SignDetached;
}

/** Says that a feed is alive, and which its last message is. Outside the sequence. */
export const heartbeatOf = (
  { partnership, publicUrl, sign }: Sender,
  agency: AgencyId,
  lastsequence: number,
  at: Instant,
): Message => {
  const id = `heartbeat-${agency}-${at}`;
  const message: UnsignedMessage = {
    ...{ specversion: '1.0', id, source: sourceOf(partnership), type: HEARTBEAT, subject: 'feed' },
    ...{ time: at, recordedtime: at, correlationid: id, causationid: id },
    datacontenttype: 'application/json',
    dataschema: `${publicUrl}${schemaPathOf(HEARTBEAT)}`,
    data: { lastsequence },
  };
  return { key: 'feed', value: wireForm(signed(message, sign)), headers: HEADERS };
};

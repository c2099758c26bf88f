import { dataExamplesOf, schemaPathOf } from './data-schemas.js';
import { HEARTBEAT, MESSAGE_TYPES, type MessageType } from './message-types.js';
import type { UnsignedMessage } from './message.js';

const aboutAgreement = /\.agreement\./;

/** A message of a type as a partner could get it, about nobody; for documents and for tests. */
export const exampleOf = (type: MessageType): UnsignedMessage => {
  const number = Object.keys(MESSAGE_TYPES).indexOf(type) + 1;
  const attributes = {
    specversion: '1.0',
    id: `example-${number}`,
    source: '/northshire/concord',
    time: '2026-06-30T09:00:00.000Z',
    recordedtime: '2026-06-30T09:12:00.000Z',
    correlationid: 'example-request',
    causationid: `example-cause-${number}`,
    datacontenttype: 'application/json',
    dataschema: `https://hub.example${schemaPathOf(type)}`,
  } as const;
  const [data] = dataExamplesOf(type);
  if (type === HEARTBEAT) return { ...attributes, type, subject: 'feed', data } as UnsignedMessage;
  const subject = aboutAgreement.test(type) ? 'agreement/early-help' : 'person/0c44d1e8b3';
  const permitting = { agreement: 'early-help', flow: 3, purpose: 'early-help' };
  const dataref = `/v1/feed/messages/${attributes.id}/content`;
  return {
    ...attributes,
    ...permitting,
    type,
    subject,
    sequence: number,
    previous: 0,
    dataref,
    data,
  } as UnsignedMessage;
};

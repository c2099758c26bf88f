import { HTTP, Kafka } from 'cloudevents';
import { BATCH_CONTENT_TYPE, CONTENT_TYPE, exampleOf, wireForm, type PartnerMessage } from './index.js';
import { goldens } from './testing/index.js';

const {
  data: _,
  dataref: _r,
  dataschema: _s,
  datacontenttype: _c,
  ...place
} = exampleOf('org.concord.note.shared.v1') as object as Record<string, unknown>;
const voided = { ...place, void: true, jws: 'e30..c2ln' } as object as PartnerMessage;
const messages = [...goldens().flatMap((golden) => golden.messages), voided];

/** What the CloudEvents package makes of it: it keeps `undefined` where an attribute is missing. */
const plain = (read: unknown): unknown => JSON.parse(JSON.stringify(read));

describe('the reader of the CloudEvents project', () => {
  it.each(messages)('reads a $type from a topic and from the feed, attribute by attribute', (message) => {
    const headers = { 'content-type': CONTENT_TYPE };
    const body = wireForm(message);
    const fromTopic = Kafka.toEvent({ headers, body, value: body, key: 'k' } as Parameters<typeof Kafka.toEvent>[0]);
    // It adds the key of the record.
    expect(plain(fromTopic)).toEqual({ ...message, partitionkey: 'k' });
    expect(plain(HTTP.toEvent({ headers, body }))).toEqual(message);
  });

  it('reads a page of the feed', () => {
    const body = `[${messages.map(wireForm).join(',')}]`;
    expect(plain(HTTP.toEvent({ headers: { 'content-type': BATCH_CONTENT_TYPE }, body }))).toEqual(messages);
  });
});

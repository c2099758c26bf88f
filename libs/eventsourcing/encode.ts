import { canonicalJson } from './canonical-json.js';
import { EventStoreError, type Append } from './event-store.js';

/** Most that one append may hold: data, metadata and names of all its events. */
export const MAX_APPEND_BYTES = 1024 * 1024;

/** An event ready for a log: its data and metadata as canonical JSON. */
export interface EncodedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Short enough for any index. */
const NAME = /^[^\p{Surrogate}\0]{1,200}$/u;

const refuse = (message: string): never => {
  throw new EventStoreError('not-serialisable', message);
};

const named = (name: string): string =>
  NAME.test(name) ? name : refuse('a name is empty, too long or not plain text');

const sizeOf = ({ id, type, data, metadata }: EncodedEvent): number =>
  id.length + type.length + Buffer.byteLength(data) + Buffer.byteLength(metadata);

/**
 * What every adapter does first: the events as text, or a refusal before anything is sent.
 *
 * Fails with `not-serialisable` or `too-large`.
 */
export const encodeAppend = ({ stream, events, claim }: Append): readonly EncodedEvent[] => {
  [stream, claim.agency, claim.commandId, claim.requestMac].forEach(named);
  const encoded = events.map(({ id, type, data, metadata }) => ({
    id: UUID.test(id) ? id : refuse('an event id is a UUID in lower case'),
    type: named(type),
    data: canonicalJson(data),
    metadata: canonicalJson(metadata),
  }));
  const size = encoded.reduce((sum, event) => sum + sizeOf(event), 0);
  if (size > MAX_APPEND_BYTES) throw new EventStoreError('too-large', 'one append holds at most 1 MiB');
  return encoded;
};

import { createHmac } from 'node:crypto';
import { canonicalJson } from '@hub/eventsourcing';
import type { Registration } from './registration.js';

/** One row, ready to be sent. The mapping's id is the key of both hashes: without it they say nothing of anybody. */
export interface Parcel {
  /** The `Idempotency-Key`: the same for the same local id, whatever else the row says. */
  readonly key: string;
  /** Of the body: tells a row that has changed from one that has not. */
  readonly mac: string;
  readonly body: string;
}

/** A UUID (version 8, RFC 9562). */
const uuidOf = (hash: Buffer): string => {
  const bytes = hash.subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};

const hashed = (mappingId: string, domain: string, text: string): Buffer =>
  createHmac('sha256', mappingId)
    .update(JSON.stringify([domain, text]))
    .digest();

/**
 * INVARIANT: the key is made of the local id alone. So the hub itself tells a row that has changed (the same key with
 * another request) from one that it has, and stores neither twice, whatever became of this command's own journal.
 */
export const parcelOf = (mappingId: string, localId: string, registration: Registration): Parcel => {
  const body = canonicalJson(registration);
  return {
    key: uuidOf(hashed(mappingId, 'row', localId)),
    mac: hashed(mappingId, 'body', body).toString('base64url'),
    body,
  };
};

/** Names a mapping without telling its id. */
export const nameOfMapping = (mappingId: string): string =>
  hashed(mappingId, 'mapping', '').toString('base64url').slice(0, 16);

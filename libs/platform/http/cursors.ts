import { createCipheriv, createDecipheriv } from 'node:crypto';
import { canonicalJson } from '@hub/eventsourcing';
import type { KeyedHash } from '@hub/vault';
import { problem } from '../problems/problem.js';

/** What a cursor counts for: one client's list with one filter. */
export interface ListOf {
  readonly issuer: string;
  readonly clientId: string;
  readonly worker: string;
  readonly list: string;
  readonly filter: unknown;
}

/**
 * Places in lists, as texts that only the hub can make and read: sealed, and good for the client, list and filter they
 * were made for. `after` may be the place of something that the caller was not shown.
 */
export interface Cursors {
  give(list: ListOf, after: string): string;
  /** The place; throws a 400 for a cursor that was not given for this list, and a 410 for one that is too old. */
  read(list: ListOf, cursor: string): string;
}

const DAY = 86_400;
const LONGEST = 2000;
const ALGORITHM = 'aes-256-gcm';
const [IV_BYTES, TAG_BYTES] = [12, 16];

const notValid = () => problem('request/cursor-not-valid');

/** Strict: every cursor has one spelling. */
const bytesOf = (cursor: string): Buffer => {
  const bytes = Buffer.from(cursor.length > LONGEST ? '' : cursor, 'base64url');
  if (bytes.length < IV_BYTES + TAG_BYTES || bytes.toString('base64url') !== cursor) throw notValid();
  return bytes;
};

/** Sealed with a key that follows from the hub's; the list is authenticated and has to be known to open it. */
const sealing = (keyedHash: KeyedHash) => {
  const key = Buffer.from(keyedHash('cursor key', ''), 'base64url');

  return {
    seal: (clear: string, context: string): string => {
      // Follows from what is sealed, so that no two texts share one.
      const iv = Buffer.from(keyedHash('cursor', canonicalJson([clear, context])), 'base64url').subarray(0, IV_BYTES);
      const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(Buffer.from(context));
      return Buffer.concat([iv, cipher.update(clear, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString(
        'base64url',
      );
    },
    open: (cursor: string, context: string): string => {
      const bytes = bytesOf(cursor);
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        return decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        throw notValid();
      }
    },
  };
};

export const cursors = (keyedHash: KeyedHash, clock: () => Date, lifetime = DAY): Cursors => {
  const { seal, open } = sealing(keyedHash);
  const now = (): number => Math.floor(clock().getTime() / 1000);

  return {
    give: (list, after) => seal(JSON.stringify([now() + lifetime, after]), canonicalJson(list)),
    read: (list, cursor) => {
      const [until, after] = JSON.parse(open(cursor, canonicalJson(list))) as [number, string];
      if (until <= now()) throw problem('request/cursor-expired');
      return after;
    },
  };
};

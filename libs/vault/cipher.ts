import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';
import { VaultError } from './vault-error.js';

const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

const tampered = (): VaultError => new VaultError('tampered', 'sealed content is not as it was written');

/** Random bytes are drawn in bulk: asking the system for a few at a time costs as much as the cipher. */
const pool = Buffer.alloc(4096);
let used = pool.length;

/** Fresh random bytes in a buffer of their own. */
export const random = (bytes: number): Buffer => {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const fresh = Buffer.from(pool.subarray(used, used + bytes));
  // INVARIANT: what has been handed out is not kept here.
  pool.fill(0, used, used + bytes);
  used += bytes;
  return fresh;
};

export const newKey = (): Buffer => random(KEY_BYTES);

/** Strict: every text has one reading and every reading one text, so that no altered text passes for the original. */
export const fromBase64url = (text: string): Buffer => {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.toString('base64url') !== text) throw tampered();
  return bytes;
};

export interface Box {
  readonly iv: string;
  readonly box: string;
}

/** AES-256-GCM. `context` is authenticated and not kept: whoever opens has to know it. */
export const encrypt = (key: Buffer, clear: string, context: string): Box => {
  const iv = random(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(context));
  const box = Buffer.concat([cipher.update(Buffer.from(clear)), cipher.final(), cipher.getAuthTag()]);
  return { iv: iv.toString('base64url'), box: box.toString('base64url') };
};

export const decrypt = (key: Buffer, sealed: Box, context: string): string => {
  const [iv, box] = [fromBase64url(sealed.iv), fromBase64url(sealed.box)];
  if (iv.length !== IV_BYTES || box.length < TAG_BYTES) throw tampered();
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(box.subarray(-TAG_BYTES));
  try {
    return decipher.update(box.subarray(0, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    throw tampered();
  }
};

/** A key, wrapped by another: AES-256-GCM, of which RFC 3394's key wrap would take twice the time. */
export const wrap = (wrapping: Buffer, key: Buffer): string => {
  const iv = random(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', wrapping, iv);
  return Buffer.concat([iv, cipher.update(key), cipher.final(), cipher.getAuthTag()]).toString('base64url');
};

export const unwrap = (wrapping: Buffer, wrapped: string): Buffer => {
  const bytes = fromBase64url(wrapped);
  if (bytes.length !== IV_BYTES + KEY_BYTES + TAG_BYTES) throw tampered();
  const decipher = createDecipheriv('aes-256-gcm', wrapping, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    throw tampered();
  }
};

import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unwrap, wrap } from './cipher.js';
import type { WrappedKey } from './key-store.js';
import { VaultError } from './vault-error.js';

/** Wraps subjects' keys. A key management service can take its place. */
export interface KeyEncryption {
  wrap(key: Buffer): Promise<WrappedKey>;
  unwrap(wrapped: WrappedKey): Promise<Buffer>;
  /** What keyed hashes are made with. The same for the life of the data, also when keys are rotated. */
  readonly hashKey: Buffer;
}

const KEY_BYTES = 32;

const derive = (key: Buffer, use: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, '', `concord/${use}`, KEY_BYTES));

/** Tells keys apart without telling anything about them. */
const fingerprint = (key: Buffer): string =>
  createHmac('sha256', derive(key, 'fingerprint')).digest('hex').slice(0, 16);

/** Reads one key of 32 bytes, in base64; `undefined` when it is not one. */
const readKey = (text: string): Buffer | undefined => {
  const bytes = Buffer.from(text, 'base64');
  const same = bytes.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '');
  return same && bytes.length === KEY_BYTES ? bytes : undefined;
};

/** What is wrong with a value of `CONCORD_KEK`, in one sentence; `undefined` when nothing is. */
export const faultOfKek = (value: string): string | undefined => {
  const keys = value.split(',').map((text) => readKey(text.trim()));
  if (keys.some((key) => key === undefined))
    return 'is not 32 bytes in base64 (several keys are separated by commas); make one with: openssl rand -base64 32';
  if (keys.some((key) => key !== undefined && new Set(key).size < 8))
    return 'is not random; make one with: openssl rand -base64 32';
  return undefined;
};

/**
 * The key-encryption key from the configuration: 32 bytes in base64.
 *
 * To rotate it put the new key in front, with a comma: the first wraps, all of them open, and the last, the oldest,
 * goes on making the keyed hashes, so that a command repeated after the rotation is still recognised.
 */
export const localKeyEncryption = (value: string): KeyEncryption => {
  const keys = value.split(',').flatMap((text) => readKey(text.trim()) ?? []);
  const [current, oldest] = [keys[0], keys.at(-1)];
  if (!current || !oldest || faultOfKek(value) !== undefined)
    throw new VaultError('key-encryption-key-missing', 'the key-encryption key is not 32 bytes in base64');
  const wrapping = new Map(keys.map((key) => [fingerprint(key), derive(key, 'wrap')]));
  const [kek, currentWrapping] = [fingerprint(current), derive(current, 'wrap')];
  return {
    hashKey: derive(oldest, 'hash'),
    wrap: (key) => Promise.resolve({ kek, wrapped: wrap(currentWrapping, key) }),
    unwrap: async (kept) => {
      const key = wrapping.get(kept.kek);
      if (!key)
        throw new VaultError(
          'key-encryption-key-missing',
          'a key was wrapped by a key-encryption key that is not configured',
        );
      return Promise.resolve(unwrap(key, kept.wrapped));
    },
  };
};

/**
 * The embedded default's own key-encryption key: made at the first start and kept in `dataDir`, for the hub's user alone.
 *
 * For demonstrations: whoever can read the data can read this key as well.
 */
export const kekIn = (dataDir: string): string => {
  const file = join(dataDir, 'kek');
  mkdirSync(dataDir, { recursive: true });
  try {
    writeFileSync(file, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
};

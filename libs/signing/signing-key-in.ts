import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A new private key for ES256, as PKCS#8 in PEM. */
export const newSigningKey = (): string =>
  generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;

/**
 * The embedded default's own signing key: made at the first start and kept in `dataDir`, for the hub's user alone.
 *
 * For demonstrations: whoever can read the data can sign as this hub.
 */
export const signingKeyIn = (dataDir: string): string => {
  const file = join(dataDir, 'signing-key.pem');
  mkdirSync(dataDir, { recursive: true });
  try {
    writeFileSync(file, newSigningKey(), { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8');
};

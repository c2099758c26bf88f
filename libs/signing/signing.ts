import { sign } from 'node:crypto';
import { privateKeyIn, publicKeysIn, verifyingKeyOf, type VerifyingKey } from './keys.js';
import { SigningError } from './signing-error.js';

/** Signs what partners are sent, and publishes what they verify it by. */
export interface Signing {
  /** Signs a text; gives a JWS in compact form without its payload (RFC 7515, appendix F). */
  readonly sign: (form: string) => string;
  /** Names the key that signs. */
  readonly kid: string;
  /** For `/.well-known/jwks.json`: the key that signs first, then those that signed before or will. */
  readonly jwks: { readonly keys: readonly VerifyingKey[] };
}

export interface SigningOptions {
  /** A private key for ES256, as PKCS#8 in PEM or as a JWK. */
  readonly key: string;
  /** Public keys that are published besides, as a JWKS or in PEM: so old signatures go on verifying. */
  readonly verifyingKeys?: string;
}

/** What is wrong with a value of `CONCORD_SIGNING_KEY`, in words that say nothing of it; `undefined` when nothing is. */
export const faultOfSigningKey = (value: string): string | undefined =>
  privateKeyIn(value)
    ? undefined
    : 'is not a private key for ES256 (PKCS#8 in PEM, or a JWK); make one with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256';

/** The same for `CONCORD_VERIFYING_KEYS`. */
export const faultOfVerifyingKeys = (value: string): string | undefined =>
  publicKeysIn(value) ? undefined : 'are not public keys for ES256, as a JWKS or in PEM; no private key belongs there';

const orThrow = <T>(read: T | undefined, fault: string | undefined): T => {
  if (read === undefined) throw new SigningError(`a key ${fault ?? 'cannot be used'}`);
  return read;
};

const base64url = (text: string): string => Buffer.from(text, 'utf8').toString('base64url');

/** Signs by ES256 with this key. */
export const signing = ({ key, verifyingKeys }: SigningOptions): Signing => {
  const privateKey = orThrow(privateKeyIn(key), faultOfSigningKey(key));
  const own = verifyingKeyOf(privateKey);
  const others =
    verifyingKeys === undefined ? [] : orThrow(publicKeysIn(verifyingKeys), faultOfVerifyingKeys(verifyingKeys));
  const published = new Map([own, ...others.map(verifyingKeyOf)].map((each) => [each.kid, each]));
  const header = base64url(JSON.stringify({ alg: 'ES256', kid: own.kid }));
  return {
    kid: own.kid,
    jwks: { keys: [...published.values()] },
    sign: (form) => {
      const input = Buffer.from(`${header}.${base64url(form)}`, 'ascii');
      const signature = sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' });
      return `${header}..${signature.toString('base64url')}`;
    },
  };
};

import { createHash, createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

/** A public key for ES256 as a JSON Web Key (RFC 7517), with the name by which a signature says that it is its own. */
export interface VerifyingKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly alg: 'ES256';
  readonly use: 'sig';
}

const PEM_BLOCK = /-----BEGIN ([A-Z ]+)-----[\s\S]+?-----END \1-----/g;

/** An environment often writes the lines of a PEM text as one. */
const unfolded = (text: string): string => text.replaceAll('\\n', '\n').trim();

const isP256 = (key: KeyObject): boolean => key.asymmetricKeyDetails?.namedCurve === 'prime256v1';

const tried = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

/** Reads a private key for ES256, as PKCS#8 in PEM or as a JWK; `undefined` where it is none. */
export const privateKeyIn = (text: string): KeyObject | undefined => {
  const value = unfolded(text);
  const key = tried(() =>
    value.startsWith('{')
      ? createPrivateKey({ key: JSON.parse(value) as JsonWebKey, format: 'jwk' })
      : createPrivateKey(value),
  );
  return key && isP256(key) ? key : undefined;
};

const publicKeyOf = (key: string | JsonWebKey): KeyObject | undefined => {
  // `createPublicKey` would take a private key as well, and one does not belong where public ones are listed.
  if (typeof key === 'string' ? !key.startsWith('-----BEGIN PUBLIC KEY-----') : 'd' in key) return undefined;
  const read = tried(() => createPublicKey(typeof key === 'string' ? key : { key, format: 'jwk' }));
  return read && isP256(read) ? read : undefined;
};

const jwksIn = (text: string): readonly JsonWebKey[] => {
  const { keys } = JSON.parse(text) as { keys?: unknown };
  return Array.isArray(keys) ? (keys as JsonWebKey[]) : [];
};

/** Reads public keys for ES256, as a JWKS or as PEM texts one after the other; `undefined` where one of them is none. */
export const publicKeysIn = (text: string): readonly KeyObject[] | undefined => {
  const value = unfolded(text);
  const given = tried(() => (value.startsWith('{') ? jwksIn(value) : (value.match(PEM_BLOCK) ?? []))) ?? [];
  const keys = given.map((each: string | JsonWebKey) => tried(() => publicKeyOf(each)));
  const known = keys.filter((key) => key !== undefined);
  return known.length === given.length && known.length > 0 ? known : undefined;
};

/** The public part of a key, named by its thumbprint (RFC 7638). */
export const verifyingKeyOf = (key: KeyObject): VerifyingKey => {
  const { x = '', y = '' } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  const thumbprint = createHash('sha256').update(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`);
  return { kty: 'EC', crv: 'P-256', x, y, kid: thumbprint.digest('base64url'), alg: 'ES256', use: 'sig' };
};

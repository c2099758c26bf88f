import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint, createLocalJWKSet, flattenedVerify, type JSONWebKeySet } from 'jose';
import { faultOfSigningKey, faultOfVerifyingKeys, signing, SigningError, signingKeyIn } from './index.js';

const newPem = (curve = 'P-256'): string =>
  generateKeyPairSync('ec', { namedCurve: curve }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const publicPem = (pem: string): string => createPublicKey(pem).export({ type: 'spki', format: 'pem' }).toString();

const [key, older, oldest] = [newPem(), newPem(), newPem()];
const form = '{"data":{"reference":"note/ä"},"id":"m-1"}';

/** As a partner would verify, with a library that is none of ours. */
const verifies = async (jws: string, payload: string, jwks: object): Promise<boolean> => {
  const [header = '', middle, signature = ''] = jws.split('.');
  expect(middle).toBe('');
  const detached = { protected: header, payload: Buffer.from(payload).toString('base64url'), signature };
  return flattenedVerify(detached, createLocalJWKSet(jwks as JSONWebKeySet), { algorithms: ['ES256'] }).then(
    () => true,
    () => false,
  );
};

describe('a signature', () => {
  const { sign, jwks, kid } = signing({ key });

  it('verifies by the key that is published under its name, the thumbprint', async () => {
    expect(await verifies(sign(form), form, jwks)).toBe(true);
    expect(jwks.keys).toEqual([expect.objectContaining({ kid, alg: 'ES256', use: 'sig' })]);
    expect(kid).toBe(await calculateJwkThumbprint({ ...jwks.keys[0] }));
  });

  it('does not verify when one byte has changed', async () => {
    expect(await verifies(sign(form), form.replace('m-1', 'm-2'), jwks)).toBe(false);
  });

  it('goes on verifying after its key has been replaced, as long as that key is listed', async () => {
    const old = signing({ key: older }).sign(form);
    expect(await verifies(old, form, jwks)).toBe(false);
    const inPem = signing({ key, verifyingKeys: `${publicPem(oldest)}${publicPem(older)}` });
    const asJwks = signing({ key, verifyingKeys: JSON.stringify(signing({ key: older }).jwks) });
    expect(await verifies(old, form, inPem.jwks)).toBe(true);
    expect(await verifies(old, form, asJwks.jwks)).toBe(true);
    expect(await verifies(asJwks.sign(form), form, asJwks.jwks)).toBe(true);
    expect(inPem.jwks.keys).toHaveLength(3);
  });
});

describe('the keys', () => {
  it('are read from PEM, from PEM in one line and from a JWK alike', () => {
    const asJwk = JSON.stringify(createPrivateKey(key).export({ format: 'jwk' }));
    const kids = [key, key.replaceAll('\n', '\\n'), asJwk].map((each) => signing({ key: each }).kid);
    expect(new Set(kids).size).toBe(1);
  });

  it('are published without their private part, and once each', () => {
    const { jwks } = signing({ key, verifyingKeys: publicPem(key) });
    expect(jwks.keys).toHaveLength(1);
    expect(Object.keys(jwks.keys[0] ?? {})).not.toContain('d');
  });

  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' });
  it.each([['nothing like a key'], ['{}'], ['{"kty"'], [newPem('P-384')], [rsa.toString()], [publicPem(key)]])(
    'that sign are for ES256 (%#)',
    (value) => {
      expect(faultOfSigningKey(value)).toContain('openssl genpkey');
      expect(faultOfSigningKey(value)).not.toContain(value);
      expect(() => signing({ key: value })).toThrow(SigningError);
    },
  );

  const jwkOf = (pem: string): object => createPrivateKey(pem).export({ format: 'jwk' });
  it.each([
    ['nothing like a key'],
    ['{"keys":[]}'],
    ['{"keys":[null]}'],
    ['{"keys":7}'],
    [older],
    [JSON.stringify({ keys: [jwkOf(older)] })],
    [`${publicPem(older)}${publicPem(newPem('P-384'))}`],
  ])('that verify are public, and for ES256 (%#)', (value) => {
    expect(faultOfVerifyingKeys(value)).toContain('no private key');
    expect(() => signing({ key, verifyingKeys: value })).toThrow(SigningError);
  });

  it('are made at the first start and found at the next, by the hub’s user alone', () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'concord-signing-'));
    try {
      const made = signingKeyIn(join(dataDir, 'data'));
      expect(signingKeyIn(join(dataDir, 'data'))).toBe(made);
      expect(faultOfSigningKey(made)).toBeUndefined();
      expect(statSync(join(dataDir, 'data', 'signing-key.pem')).mode & 0o777).toBe(0o600);
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  });
});

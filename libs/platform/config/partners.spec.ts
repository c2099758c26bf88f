import { generateKeyPairSync } from 'node:crypto';
import { readConfig, type ConfigError } from './config.js';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signingKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();

const faultsOf = (env: Record<string, string>): readonly string[] => {
  try {
    readConfig(env);
  } catch (error) {
    return (error as ConfigError).faults;
  }
  return [];
};

describe('what partners see of the hub', () => {
  it('is a short code, an address and keys', () => {
    const config = readConfig(
      {
        CONCORD_PARTNERSHIP: 'north-shire2',
        CONCORD_PUBLIC_URL: 'http://localhost:8080/concord/',
        CONCORD_SIGNING_KEY_FILE: '/run/secrets/signing',
        CONCORD_VERIFYING_KEYS: publicPem,
      },
      () => signingKey,
    );
    expect(config).toMatchObject({ partnership: 'north-shire2', publicUrl: 'http://localhost:8080/concord' });
    expect([config.signingKey, config.verifyingKeys]).toEqual([signingKey.trim(), publicPem.trim()]);
  });

  it.each(['N', 'a', 'north_shire', '-north', 'north--shire', 'north-', 'a'.repeat(41), 'north/shire'])(
    'has no code like %s',
    (code) => {
      expect(faultsOf({ CONCORD_PARTNERSHIP: code })).toHaveLength(1);
    },
  );

  it.each(['hub.example', 'https://hub.example/?a=1', 'https://hub.example/#', 'https://u:p@hub.example', 'ftp://hub'])(
    'has no address like %s',
    (url) => {
      expect(faultsOf({ CONCORD_PUBLIC_URL: url })).toHaveLength(1);
    },
  );

  it('repeats nothing of a key that cannot be used', () => {
    const faults = faultsOf({ CONCORD_SIGNING_KEY: 'hush', CONCORD_VERIFYING_KEYS: signingKey });
    expect(faults).toHaveLength(2);
    expect(faults.join()).not.toMatch(/hush|PRIVATE KEY-----/);
  });
});

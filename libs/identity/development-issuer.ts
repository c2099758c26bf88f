import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  SignJWT,
  type JSONWebKeySet,
  type JWK,
} from 'jose';
import type { Issuer } from './verifier.js';

/** An invented person who can be tried out. */
export interface DemonstrationUser {
  /** For example `amal.social-worker`. */
  readonly id: string;
  /** Client of the user's agency, as it is registered. */
  readonly clientId: string;
  /** The worker, as the records know them. */
  readonly worker: string;
  readonly role: string;
}

export interface DevelopmentIssuer {
  /** For the verifier. */
  readonly trust: Issuer & { readonly jwks: JSONWebKeySet };
  readonly users: readonly DemonstrationUser[];
  /** A token that says this user is at work, good for an hour; `undefined` for somebody unknown. */
  tokenFor(userId: string): Promise<string | undefined>;
}

export interface DevelopmentIssuerOptions {
  readonly dataDir: string;
  readonly clock: () => Date;
  readonly environment: 'development' | 'production';
  /** Where the hub listens. */
  readonly host: string;
  readonly users: readonly DemonstrationUser[];
  readonly audience?: string;
}

const ISSUER = 'https://development.concord.invalid';
const LIFETIME = 3600;

/** True for an address that only this machine can reach. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host === '[::1]' || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(host);

const newKey = async (): Promise<JWK> => {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'ES256', use: 'sig' };
};

/** The signing key beside the data, for the hub's user alone; made at the first start. */
const keyIn = async (dataDir: string): Promise<JWK> => {
  const file = join(dataDir, 'development-issuer.json');
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    const text = JSON.stringify(await newKey());
    try {
      writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      // Another process of this hub was first.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return JSON.parse(readFileSync(file, 'utf8')) as JWK;
};

const publicPart = ({ kty, crv, x, y, kid, alg, use }: JWK): JWK => ({ kty, crv, x, y, kid, alg, use }) as JWK;

/**
 * The embedded default's own issuer: gives whoever asks a token of a demonstration user.
 *
 * Throws at start in production, and where others than this machine could ask.
 */
export const developmentIssuer = async (options: DevelopmentIssuerOptions): Promise<DevelopmentIssuer> => {
  const { dataDir, clock, environment, host, users, audience = 'concord' } = options;
  if (environment !== 'development')
    throw new Error('the development issuer refuses to run in production: set OIDC_ISSUER');
  if (!isLoopback(host))
    throw new Error(
      'the development issuer runs on loopback addresses only: set OIDC_ISSUER, or CONCORD_HOST=127.0.0.1',
    );
  const jwk = await keyIn(dataDir);
  const signingKey = await importJWK(jwk, 'ES256');

  return {
    users,
    trust: { issuer: ISSUER, audience, jwks: { keys: [publicPart(jwk)] } },
    tokenFor: async (userId) => {
      const user = users.find(({ id }) => id === userId);
      if (!user) return undefined;
      const now = Math.floor(clock().getTime() / 1000);
      return new SignJWT({ client_id: user.clientId, role: user.role })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', ...(jwk.kid !== undefined && { kid: jwk.kid }) })
        .setIssuer(ISSUER)
        .setAudience(audience)
        .setSubject(user.worker)
        .setJti(randomUUID())
        .setIssuedAt(now)
        .setExpirationTime(now + LIFETIME)
        .sign(signingKey);
    },
  };
};

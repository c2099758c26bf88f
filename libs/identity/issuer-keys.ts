import { createLocalJWKSet, createRemoteJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { IdentityError } from './identity-error.js';

export interface KeySource {
  /** The issuer's keys, fetched from there … */
  readonly jwksUri?: string;
  /** … or given. */
  readonly jwks?: JSONWebKeySet;
  /** Milliseconds between two looks for an unknown key. A key that the issuer has just introduced counts after so long. */
  readonly cooldown?: number;
}

const TIMEOUT = 3_000;
const FRESH = 10 * 60_000;
/** How long known keys count while the issuer cannot be reached. */
const STALE = 24 * 3_600_000;
/** Pause after a look that failed, so that an issuer that is down costs one request its time, not all. */
const PAUSE = 5_000;

const isAboutTheToken = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys ||
  error instanceof errors.JOSENotSupported;

const unavailable = (): IdentityError =>
  new IdentityError('issuer-unavailable', 'the issuer of the token cannot be reached, and its key is not known');

const remoteKeys = (uri: string, cooldown: number, now: () => number): JWTVerifyGetKey => {
  const remote = createRemoteJWKSet(new URL(uri), {
    timeoutDuration: TIMEOUT,
    cooldownDuration: cooldown,
    cacheMaxAge: FRESH,
  });
  let reachedAt = Number.NEGATIVE_INFINITY;
  let failedAt = Number.NEGATIVE_INFINITY;

  const known: JWTVerifyGetKey = async (header, token) => {
    const keys = now() - reachedAt < STALE ? remote.jwks() : undefined;
    if (!keys) throw unavailable();
    try {
      return await createLocalJWKSet(keys)(header, token);
    } catch {
      throw unavailable();
    }
  };

  return async (header, token) => {
    if (now() - failedAt < PAUSE) return known(header, token);
    try {
      const key = await remote(header, token);
      reachedAt = now();
      return key;
    } catch (error) {
      if (isAboutTheToken(error)) throw error;
      failedAt = now();
      return known(header, token);
    }
  };
};

/** Finds the key that a token of this issuer is signed with. */
export const issuerKeys = ({ jwksUri, jwks, cooldown = 10_000 }: KeySource, now: () => number): JWTVerifyGetKey => {
  if (jwks) return createLocalJWKSet(jwks);
  if (jwksUri !== undefined) return remoteKeys(jwksUri, cooldown, now);
  throw new Error('an issuer needs either `jwks` or `jwksUri`');
};

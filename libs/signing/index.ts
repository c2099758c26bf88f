/**
 * Signs what partners are sent: ES256, detached, with a key whose public part is at `/.well-known/jwks.json`.
 *
 * ```ts
 * const { sign, jwks } = signing({ key: config.signingKey ?? signingKeyIn(config.dataDir) });
 * const message = signed(unsigned, sign); // `signed` of @hub/partner-messages
 * ```
 */
export type { VerifyingKey } from './keys.js';
export { faultOfSigningKey, faultOfVerifyingKeys, signing, type Signing, type SigningOptions } from './signing.js';
export { newSigningKey, signingKeyIn } from './signing-key-in.js';
export { SigningError } from './signing-error.js';

import { IdentityError } from './identity-error.js';

/** Longest token that is looked at. */
const LONGEST = 8192;

const malformed = (): IdentityError => new IdentityError('token-malformed', 'the token is not a signed JWT');

/** True when the text is the one and only base64url of its bytes: no padding, no stray characters, no unused bits set. */
const isStrict = (part: string): boolean =>
  part.length > 0 && Buffer.from(part, 'base64url').toString('base64url') === part;

const objectIn = (part: string): Readonly<Record<string, unknown>> => {
  try {
    const value = JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Its message would quote the token.
  }
  throw malformed();
};

/**
 * The issuer that a token claims to be from; nothing about it is verified yet.
 *
 * Refuses what is not three strict base64url parts: a lenient decoder takes altered texts for the same token.
 */
export const claimedIssuer = (token: string): string => {
  if (token.length > LONGEST) throw malformed();
  const parts = token.split('.');
  const [header, payload] = parts;
  if (parts.length !== 3 || !parts.every(isStrict) || header === undefined || payload === undefined) throw malformed();
  objectIn(header);
  const { iss } = objectIn(payload);
  if (typeof iss !== 'string') throw new IdentityError('token-invalid', 'the token does not say who issued it');
  return iss;
};

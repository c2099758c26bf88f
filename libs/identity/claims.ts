import { WORKER_ID } from '@hub/sharing';
import type { JWTPayload } from 'jose';
import { invalid } from './identity-error.js';

/** Long enough for every id that an issuer gives; short enough for a record. */
const LONGEST = 200;

/** A claim that is a text without control characters, or `undefined` when there is none. */
export const textClaim = (claims: JWTPayload, name: string): string | undefined => {
  const value = claims[name];
  if (value === undefined) return undefined;
  const proper = typeof value === 'string' && value.length > 0 && value.length <= LONGEST && !/\p{C}/u.test(value);
  if (!proper) throw invalid(`the claim \`${name}\` is not a short text`);
  return value;
};

export const requiredText = (claims: JWTPayload, name: string): string => {
  const value = textClaim(claims, name);
  if (value === undefined) throw invalid(`the claim \`${name}\` is missing`);
  return value;
};

const WORKER = new RegExp(WORKER_ID.pattern);

/** Whoever is behind a token: an identifier, as a command may name it as well. */
export const subjectOf = (claims: JWTPayload): string => {
  const subject = requiredText(claims, 'sub');
  if (subject.length > WORKER_ID.maxLength || !WORKER.test(subject))
    throw invalid('the claim `sub` is not an identifier of ASCII characters without blanks');
  return subject;
};

/** The client that a token was issued to: `client_id` (RFC 9068) or `azp`; when both are there they agree. */
export const clientOf = (claims: JWTPayload): string => {
  const [client, authorised] = [textClaim(claims, 'client_id'), textClaim(claims, 'azp')];
  const clientId = client ?? authorised;
  if (clientId === undefined) throw invalid('the token does not say which client it was issued to');
  if (authorised !== undefined && authorised !== clientId)
    throw invalid('`client_id` and `azp` name different clients');
  return clientId;
};

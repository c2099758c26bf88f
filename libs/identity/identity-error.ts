export type IdentityErrorCode =
  /** Not the shape of a token, or one that is too long. */
  | 'token-malformed'
  /** Signature, issuer, audience, type, algorithm or a claim is not as it must be. */
  | 'token-invalid'
  /** `exp` has passed, or `iat` is too long ago. */
  | 'token-expired'
  /** The issuer cannot be reached and no key of its that would do is known: nobody can tell whether the token is good. */
  | 'issuer-unavailable';

/** A caller who could not be identified, told apart by `code`. Its message holds nothing of the token. */
export class IdentityError extends Error {
  override readonly name = 'IdentityError';
  constructor(
    readonly code: IdentityErrorCode,
    message: string,
  ) {
    super(message);
  }
}

export const invalid = (message: string): IdentityError => new IdentityError('token-invalid', message);

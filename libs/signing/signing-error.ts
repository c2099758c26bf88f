/** A signing key, or a key to verify by, is not what it has to be. Its message says nothing of the key. */
export class SigningError extends Error {
  override readonly name = 'SigningError';
}

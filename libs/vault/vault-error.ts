export type VaultErrorCode =
  /** Sealed content, or a wrapped key, is not as it was written. */
  | 'tampered'
  /** A subject's key was wrapped by a key-encryption key that this process was not given. */
  | 'key-encryption-key-missing'
  /** Content in clear without a subject whose key could seal it. */
  | 'no-subject'
  /** An event on its way in carries content that was sealed for another place. */
  | 'already-sealed';

/** A failure of the vault, told apart by `code`. Its message never holds anything of the content. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
  constructor(
    readonly code: VaultErrorCode,
    message: string,
  ) {
    super(message);
  }
}

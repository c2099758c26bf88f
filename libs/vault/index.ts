/**
 * The vault: personal content is sealed on its way into the log and readable while a key of one of its subjects lives.
 *
 * ```ts
 * const { sealing, openEvent, keyedHash } = vault({ keys: postgresKeyStore(pool), kek: localKeyEncryption(config.kek), now });
 * const store = sealing(eventStore);
 * ```
 */
export { eventId, idFrom, stepOf, type KeyedHash } from './hashes.js';
export { faultOfKek, kekIn, localKeyEncryption, type KeyEncryption } from './key-encryption.js';
export { inMemoryKeyStore, type KeptKey, type KeyStore, type WrappedKey } from './key-store.js';
export type { CacheLimits } from './subject-keys.js';
export { vault, type Place, type Vault, type VaultOptions } from './vault.js';
export { VaultError, type VaultErrorCode } from './vault-error.js';

import type { PersonId } from '@hub/sharing';

/** A subject's key, wrapped by a key-encryption key. Base64url. */
export interface WrappedKey {
  /** Fingerprint of the key-encryption key that wrapped it. */
  readonly kek: string;
  readonly wrapped: string;
}

/** What a key store knows of a subject; nothing at all for one who never had a key. */
export type KeptKey = WrappedKey | 'destroyed';

/**
 * Where subjects' keys are kept, beside the log and with a backup of its own. Every adapter keeps `keyStoreContract`.
 *
 * A destroyed key leaves a mark, so that a subject who was forgotten is never given another key in silence.
 */
export interface KeyStore {
  /** Subjects without a key are absent from the map. */
  get(ids: readonly PersonId[]): Promise<ReadonlyMap<PersonId, KeptKey>>;
  /** Keeps a key unless the subject has or had one; resolves to what is kept then. The first of several writers wins. */
  putIfAbsent(id: PersonId, key: WrappedKey): Promise<KeptKey>;
  /** Durable once resolved. Ids without a key are marked as destroyed as well. */
  destroy(ids: readonly PersonId[]): Promise<void>;
  /** Everybody whose key has been destroyed. */
  destroyed(): Promise<readonly PersonId[]>;
}

/** For tests and benchmarks: forgets everything with its process. */
export const inMemoryKeyStore = (): KeyStore => {
  const kept = new Map<PersonId, KeptKey>();
  return {
    get: (ids) =>
      Promise.resolve(new Map(ids.flatMap((id) => (kept.has(id) ? [[id, kept.get(id)] as [PersonId, KeptKey]] : [])))),
    putIfAbsent: (id, key) => {
      const winner = kept.get(id) ?? key;
      kept.set(id, winner);
      return Promise.resolve(winner);
    },
    destroy: (ids) => {
      for (const id of ids) kept.set(id, 'destroyed');
      return Promise.resolve();
    },
    destroyed: () => Promise.resolve([...kept].flatMap(([id, key]) => (key === 'destroyed' ? [id] : []))),
  };
};

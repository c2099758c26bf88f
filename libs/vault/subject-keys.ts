import { memory } from '@hub/eventsourcing';
import type { PersonId } from '@hub/sharing';
import { newKey } from './cipher.js';
import type { KeyEncryption } from './key-encryption.js';
import type { KeptKey, KeyStore } from './key-store.js';

export interface CacheLimits {
  /** Milliseconds that an unwrapped key is kept. A key destroyed by another process is forgotten here after so long. */
  readonly ttl: number;
  /** How many unwrapped keys are kept, at least; at most twice as many. */
  readonly entries: number;
}

export interface SubjectKeysOptions {
  readonly keys: KeyStore;
  readonly kek: KeyEncryption;
  readonly now: () => number;
  readonly cache: CacheLimits;
}

/** Subjects' keys, unwrapped. Those who were forgotten are absent from the maps. */
export interface SubjectKeys {
  /** Keys that exist. */
  existing(ids: readonly PersonId[]): Promise<ReadonlyMap<PersonId, Buffer>>;
  /** Keys that exist, and new ones for those who never had any. */
  ensured(ids: readonly PersonId[]): Promise<ReadonlyMap<PersonId, Buffer>>;
  destroy(ids: readonly PersonId[]): Promise<void>;
}

interface Cached {
  readonly key: Buffer;
  readonly until: number;
}

export const subjectKeys = ({ keys, kek, now, cache: { ttl, entries } }: SubjectKeysOptions): SubjectKeys => {
  const cache = memory<PersonId, Cached>(entries);
  /** Counts destructions, so that a key that was being fetched meanwhile is not kept. */
  let destructions = 0;

  const keep = (id: PersonId, key: Buffer): void => cache.set(id, { key, until: now() + ttl });

  const cached = (ids: readonly PersonId[]): Map<PersonId, Buffer> => {
    const at = now();
    const found = new Map<PersonId, Buffer>();
    for (const id of ids) {
      const entry = cache.get(id);
      if (entry && entry.until > at) found.set(id, entry.key);
    }
    return found;
  };

  const make = async (id: PersonId): Promise<KeptKey> => keys.putIfAbsent(id, await kek.wrap(newKey()));

  const fetched = async (ids: readonly PersonId[], ensure: boolean): Promise<ReadonlyMap<PersonId, Buffer>> => {
    const found = cached(ids);
    const missing = [...new Set(ids)].filter((id) => !found.has(id));
    if (missing.length === 0) return found;
    const before = destructions;
    const kept = await keys.get(missing);
    for (const id of missing) {
      const entry = kept.get(id) ?? (ensure ? await make(id) : undefined);
      if (entry === undefined || entry === 'destroyed') continue;
      const key = await kek.unwrap(entry);
      found.set(id, key);
      if (before === destructions) keep(id, key);
    }
    return found;
  };

  return {
    existing: (ids) => fetched(ids, false),
    ensured: (ids) => fetched(ids, true),
    destroy: async (ids) => {
      await keys.destroy(ids);
      destructions += 1;
      for (const id of ids) cache.delete(id);
    },
  };
};

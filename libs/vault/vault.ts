import { canonicalJson, refuse, type Event, type EventStore, type NewEvent, type Recorded } from '@hub/eventsourcing';
import type { Confidential, PersonId } from '@hub/sharing';
import { decrypt, encrypt, newKey, unwrap, wrap } from './cipher.js';
import { confidentialIn, isClear, isClosed, replaceAll, type Clear, type Closed, type Found } from './confidential.js';
import { eventId, keyedHashWith, type KeyedHash } from './hashes.js';
import type { KeyEncryption } from './key-encryption.js';
import type { KeyStore } from './key-store.js';
import { subjectKeys, type CacheLimits } from './subject-keys.js';
import { VaultError } from './vault-error.js';

/** Where content stands: sealed content opens there and nowhere else. `path` is a JSON pointer into the event's data. */
export interface Place {
  readonly eventId: string;
  readonly type: string;
  readonly path: string;
}

export interface VaultOptions {
  readonly keys: KeyStore;
  readonly kek: KeyEncryption;
  /** Milliseconds; for the age of cached keys. */
  readonly now: () => number;
  readonly cache?: CacheLimits;
}

/** Seals personal content on its way into the log, and opens it while a key of one of its subjects lives. */
export interface Vault {
  /** The same log; content appended in clear is sealed first. */
  sealing(store: EventStore): EventStore;
  seal<E extends Event>(event: NewEvent<E>): Promise<NewEvent<E>>;
  /** `undefined` when every subject has been forgotten. */
  open<T>(content: Confidential<T>, place: Place): Promise<T | undefined>;
  /** The event with everything in clear that can still be opened; what cannot stays sealed. */
  openEvent<E extends Event>(event: Recorded<E>): Promise<Recorded<E>>;
  /** `openEvent` for many: keys are fetched once. */
  openEvents<E extends Event>(events: readonly Recorded<E>[]): Promise<readonly Recorded<E>[]>;
  /** Fails when the key-encryption key is not the one that the data was begun with: nothing is sealed apart from the rest. */
  check(): Promise<void>;
  /**
   * Destroys the keys of these people, for ever. Other processes forget them within the cache's time to live. What views
   * hold of them in clear is cleared by whoever keeps the views, who asks `forgotten`.
   */
  forget(people: readonly PersonId[]): Promise<void>;
  /** Everybody who has been forgotten. */
  forgotten(): Promise<readonly PersonId[]>;
  readonly keyedHash: KeyedHash;
  readonly eventId: typeof eventId;
}

type Keys = ReadonlyMap<PersonId, Buffer>;

const contextOf = ({ eventId: id, type, path }: Place): string => JSON.stringify([id, type, path]);

const sealOne = ({ subjects, clear }: Clear, place: Place, keys: Keys): Closed => {
  const live = subjects.filter((id) => keys.has(id));
  if (live.length === 0)
    return refuse(
      'vault/subject-forgotten',
      'everybody this content is about has been forgotten; it cannot be recorded',
    );
  const dataKey = newKey();
  const box = encrypt(dataKey, canonicalJson(clear), contextOf(place));
  const wrapped = live.map((id): [PersonId, string] => [id, wrap(keys.get(id) as Buffer, dataKey)]);
  dataKey.fill(0);
  return { subjects, sealed: { ...box, keys: Object.fromEntries(wrapped) } };
};

interface Opened {
  readonly clear: unknown;
}

/** A living key, and the data key as it is wrapped by it. */
const keyTo = ({ sealed }: Closed, keys: Keys): readonly [key: Buffer, wrapped: string] | undefined => {
  for (const [id, wrapped] of Object.entries(sealed.keys)) {
    const key = keys.get(id);
    if (key) return [key, wrapped];
  }
  return undefined;
};

const openBy = (key: Buffer, wrapped: string, { sealed }: Closed, context: string): Opened => {
  const dataKey = unwrap(key, wrapped);
  const clear = JSON.parse(decrypt(dataKey, sealed, context)) as unknown;
  dataKey.fill(0);
  return { clear };
};

const openOne = (content: Closed, place: Place, keys: Keys): Opened | undefined => {
  const found = keyTo(content, keys);
  return found && openBy(...found, content, contextOf(place));
};

/** Opens one after the other, and the same again without the cipher for as long as the very key that opened it is at hand. */
const opener = () => {
  const opened = new WeakMap<Buffer, WeakMap<Closed, Opened & { readonly context: string }>>();
  return (content: Closed, place: Place, keys: Keys): Opened | undefined => {
    const found = keyTo(content, keys);
    if (!found) return undefined;
    const [key, wrapped] = found;
    const context = contextOf(place);
    const by = opened.get(key) ?? new WeakMap<Closed, Opened & { readonly context: string }>();
    const before = by.get(content);
    if (before?.context === context) return before;
    const { clear } = openBy(key, wrapped, content, context);
    opened.set(key, by.set(content, { clear, context }));
    return { clear };
  };
};

const subjectsOf = (content: Closed): readonly PersonId[] => Object.keys(content.sealed.keys);

const requireSubjects = ({ subjects }: Clear): readonly PersonId[] => {
  const proper = Array.isArray(subjects) && subjects.length > 0 && subjects.every((id) => typeof id === 'string' && id);
  if (!proper) throw new VaultError('no-subject', 'confidential content names nobody whom it is about');
  return subjects as readonly PersonId[];
};

/** Whose key is kept from the first start on, to try the key-encryption key by. Has no content. */
const NOBODY: PersonId = 'nobody';

const DEFAULT_CACHE: CacheLimits = { ttl: 60_000, entries: 5_000 };

export const vault = ({ keys, kek, now, cache = DEFAULT_CACHE }: VaultOptions): Vault => {
  const people = subjectKeys({ keys, kek, now, cache });
  const openAgain = opener();

  const seal = async <E extends Event>(event: NewEvent<E>): Promise<NewEvent<E>> => {
    const found = confidentialIn(event.data).map(({ value, ...where }): Found<Clear> => {
      if (isClear(value)) return { ...where, value };
      throw new VaultError('already-sealed', `\`${event.type}\` carries content that was sealed for another event`);
    });
    if (found.length === 0) return event;
    const held = await people.ensured(found.flatMap(({ value }) => requireSubjects(value)));
    const closed = found.map(({ path, keys: place, value }) => ({
      keys: place,
      value: sealOne(value, { eventId: event.id, type: event.type, path }, held),
    }));
    return { ...event, data: replaceAll(event.data, closed) as E['data'] };
  };

  const openEvents = async <E extends Event>(events: readonly Recorded<E>[]): Promise<readonly Recorded<E>[]> => {
    const found = events.map((event) =>
      confidentialIn(event.data).filter((each): each is Found<Closed> => isClosed(each.value)),
    );
    const held = await people.existing([...new Set(found.flat().flatMap(({ value }) => subjectsOf(value)))]);
    return events.map((event, index) => {
      const opened = (found[index] ?? []).flatMap(({ path, keys: place, value }) => {
        const content = openOne(value, { eventId: event.id, type: event.type, path }, held);
        return content ? [{ keys: place, value: { subjects: value.subjects, ...content } }] : [];
      });
      return opened.length === 0 ? event : { ...event, data: replaceAll(event.data, opened) as E['data'] };
    });
  };

  return {
    seal,
    openEvents,
    openEvent: async (event) => (await openEvents([event]))[0] ?? event,
    open: async <T>(content: Confidential<T>, place: Place): Promise<T | undefined> => {
      if (isClear(content)) return content.clear;
      if (!isClosed(content))
        throw new VaultError('tampered', 'confidential content has neither been sealed nor is it clear');
      return openAgain(content, place, await people.existing(subjectsOf(content)))?.clear as T | undefined;
    },
    sealing: (store) => ({
      start: store.start,
      append: async (request) =>
        store.append({ ...request, events: await Promise.all(request.events.map((event) => seal(event))) }),
      answerTo: (claim) => store.answerTo(claim),
      read: (stream, range) => store.read(stream, range),
      readMany: (streams, from, to) => store.readMany(streams, from, to),
      heads: (streams) => store.heads(streams),
      page: (after, limit) => store.page(after, limit),
      growth: (after, limit) => store.growth(after, limit),
      follow: (after, signal, options) => store.follow(after, signal, options),
      head: (patience) => store.head(patience),
      isAfter: (a, b) => store.isAfter(a, b),
      close: () => store.close(),
    }),
    check: async () => {
      await people.ensured([NOBODY]);
    },
    forget: (ids) => people.destroy(ids),
    forgotten: () => keys.destroyed(),
    keyedHash: keyedHashWith(kek.hashKey),
    eventId,
  };
};

import type { FeedState } from '../feed-state.js';
import { turns } from '../turns.js';
import { isQuarantined, type Entry, type Letter, type Store, type Unit, type Waiting } from './store.js';

/** Where a handler may write along with the memory store: what it sets goes again when the transaction fails. */
export interface MemoryTransaction {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
}

type Undo = (() => void)[];

const SEPARATOR = '\n';
const nameOf = (source: string, id: string): string => `${source}${SEPARATOR}${id}`;

/** A map of which every change can be undone. */
const table = <V>() => {
  const rows = new Map<string, V>();
  return {
    rows,
    within: (undo: Undo) => ({
      set: (key: string, value: V | undefined): Promise<void> => {
        const before = rows.get(key);
        undo.push(() => (before === undefined ? rows.delete(key) : rows.set(key, before)));
        if (value === undefined) rows.delete(key);
        else rows.set(key, value);
        return Promise.resolve();
      },
    }),
  };
};

const tables = () => ({
  feeds: table<FeedState>(),
  entries: table<Entry>(),
  last: table<number>(),
  waiting: table<Waiting & { readonly ordinal: number }>(),
  recalls: table<ReadonlySet<number>>(),
  letters: table<Letter>(),
  positions: table<string>(),
  own: table<{ readonly value: unknown }>(),
});
type Tables = ReturnType<typeof tables>;

const inLine = ({ waiting }: Tables): readonly Waiting[] =>
  [...waiting.rows.values()].sort((a, b) => a.ordinal - b.ordinal).map(({ ordinal: _, ...one }) => one);

/** The first of each subject. */
const firsts = (all: Tables): readonly Waiting[] => {
  const seen = new Set<string>();
  return inLine(all).filter(({ source, subject }) => {
    const name = nameOf(source, subject);
    return seen.has(name) ? false : seen.add(name);
  });
};

type Part<K extends keyof Unit<MemoryTransaction>> = Pick<Unit<MemoryTransaction>, K>;
const soon = <T>(value: T): Promise<T> => Promise.resolve(value);

const feedPart = (
  { feeds, positions }: Tables,
  undo: Undo,
): Part<'feed' | 'keepFeed' | 'feeds' | 'position' | 'keepPosition'> => ({
  feed: (source) => soon(feeds.rows.get(source)),
  keepFeed: (source, state) => feeds.within(undo).set(source, state),
  feeds: () => soon([...feeds.rows].map(([source, state]) => ({ source, state }))),
  position: (name) => soon(positions.rows.get(name)),
  keepPosition: (name, cursor) => positions.within(undo).set(name, cursor),
});

const entryPart = ({ entries, last }: Tables, undo: Undo): Part<'entry' | 'lastOf' | 'keepEntry'> => ({
  entry: (source, id) => soon(entries.rows.get(nameOf(source, id))),
  lastOf: (source, subject) => soon(last.rows.get(nameOf(source, subject))),
  keepEntry: (entry) => {
    const subject = nameOf(entry.source, entry.subject);
    void last.within(undo).set(subject, Math.max(entry.sequence, last.rows.get(subject) ?? 0));
    return entries.within(undo).set(nameOf(entry.source, entry.id), entry);
  },
});

const waitingPart = (
  all: Tables,
  undo: Undo,
): Part<'isWaiting' | 'waiting' | 'due' | 'keepWaiting' | 'dropWaiting'> => ({
  isWaiting: (source, subject) => soon(inLine(all).some((one) => one.source === source && one.subject === subject)),
  waiting: (source, id) => soon(inLine(all).find((one) => one.source === source && one.id === id)),
  due: (now) => soon(firsts(all).find(({ due }) => due <= now)),
  keepWaiting: (one) => {
    const { rows } = all.waiting;
    const name = nameOf(one.source, one.id);
    const ordinal = rows.get(name)?.ordinal ?? Math.max(0, ...[...rows.values()].map((other) => other.ordinal)) + 1;
    return all.waiting.within(undo).set(name, { ...one, ordinal });
  },
  dropWaiting: (source, id) => all.waiting.within(undo).set(nameOf(source, id), undefined),
});

const recallPart = ({ recalls }: Tables, undo: Undo): Part<'keepPart'> => ({
  keepPart: async (source, recall, part) => {
    const name = nameOf(source, recall);
    const parts = new Set([...(recalls.rows.get(name) ?? []), part]);
    await recalls.within(undo).set(name, parts);
    return parts.size;
  },
});

const letterPart = (
  { letters, waiting }: Tables,
  undo: Undo,
): Part<'letters' | 'keepLetter' | 'dropLetter' | 'counts'> => ({
  letters: () => soon([...letters.rows.values()].sort((a, b) => a.at - b.at)),
  keepLetter: (letter) => {
    const loops = Math.max(letter.loops, letters.rows.get(letter.letter)?.loops ?? 0);
    return letters.within(undo).set(letter.letter, { ...letter, loops });
  },
  dropLetter: (letter) => letters.within(undo).set(letter, undefined),
  counts: () => {
    const quarantined = [...letters.rows.values()].filter(isQuarantined).length;
    return soon({ waiting: waiting.rows.size, letters: letters.rows.size, quarantined });
  },
});

const transactionOf = ({ own }: Tables, undo: Undo): MemoryTransaction => ({
  get: (key) => own.rows.get(key)?.value,
  set: (key, value) => {
    void own.within(undo).set(key, { value });
  },
});

/** A store that forgets all when the process ends: for tests, and to look at a feed. */
export const memoryStore = (): Store<MemoryTransaction> => {
  const all = tables();
  const inTurn = turns();
  return {
    prepare: () => Promise.resolve(),
    transaction: (work) =>
      inTurn(async () => {
        const undo: Undo = [];
        try {
          return await work({
            transaction: transactionOf(all, undo),
            ...feedPart(all, undo),
            ...entryPart(all, undo),
            ...waitingPart(all, undo),
            ...recallPart(all, undo),
            ...letterPart(all, undo),
          });
        } catch (error) {
          for (const back of undo.reverse()) back();
          throw error;
        }
      }),
  };
};

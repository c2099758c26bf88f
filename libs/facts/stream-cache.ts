import { beginnings, NO_STREAM, type Event, type EventStore, type Recorded } from '@hub/eventsourcing';
import { readingTogether } from './reading-together.js';

/** A stream as it stood at one revision. The same array for as long as the stream has not moved. */
export type History = readonly Recorded[];

/** Histories by stream name. Streams that do not exist are empty. */
export type Histories = ReadonlyMap<string, History>;

/** A history as its context knows it: a stream holds events of its own contexts alone. */
export const historyOf = <E extends Event>(history: History): readonly Recorded<E>[] =>
  history as readonly Recorded<E>[];

export type StreamCache = (heads: ReadonlyMap<string, number>) => Promise<Histories>;

const revisionOf = (history: History): number => history.at(-1)?.revision ?? NO_STREAM;

/** Up to and including a revision; the log may have moved on since the head was read. */
const upTo = (history: History, revision: number): History =>
  revisionOf(history) === revision ? history : history.slice(0, revision + 1);

/** A history and what follows it. */
const longerBy = (history: History, news: History = []): History => {
  const last = revisionOf(history);
  return [...history, ...news.filter(({ revision }) => revision > last)];
};

/**
 * Histories at exactly the given heads; only streams that have moved are read, and of those only what is new.
 *
 * INVARIANT: history never changes, so whatever is kept stays true; a head says how much of it counts.
 */
export const streamCache = (store: Pick<EventStore, 'readMany'>, capacity = 100_000): StreamCache => {
  const kept = beginnings(capacity);
  const read = readingTogether(store);

  const readNew = async (stale: Histories, heads: ReadonlyMap<string, number>): Promise<Histories> => {
    if (stale.size === 0) return stale;
    const from = new Map([...stale].map(([stream, history]) => [stream, revisionOf(history) + 1]));
    const to = new Map([...stale.keys()].map((stream) => [stream, heads.get(stream) ?? NO_STREAM]));
    const news = await read(from, to);
    const longer = [...stale].map(([stream, history]) => [stream, longerBy(history, news.get(stream))] as const);
    for (const [stream, history] of longer) kept.keep(stream, history);
    return new Map(longer);
  };

  return async (heads) => {
    const known = new Map<string, History>();
    const stale = new Map<string, History>();
    for (const [stream, head] of heads) {
      const history = kept.of(stream);
      if (revisionOf(history) < head) stale.set(stream, history);
      known.set(stream, upTo(history, head));
    }
    for (const [stream, history] of await readNew(stale, heads))
      known.set(stream, upTo(history, heads.get(stream) ?? NO_STREAM));
    return known;
  };
};

/** What a fold makes of a history, worked out once for as long as the stream has not moved. */
export const remembered = <T>(fold: (history: History) => T): ((history: History) => T) => {
  const known = new WeakMap<History, { readonly value: T }>();
  return (history) => {
    const found = known.get(history);
    if (found) return found.value;
    const value = fold(history);
    known.set(history, { value });
    return value;
  };
};

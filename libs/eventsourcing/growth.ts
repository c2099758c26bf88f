import type { Growth, Position, Recorded } from './event.js';
import { NO_STREAM, type EventStore } from './event-store.js';
import { shared } from './shared.js';

const PAGE = 1_000;
/** So many pages behind, and it is quicker to begin anew than to catch up. */
const MOST_PAGES = 5;
/** Growth that is kept. */
const RECENT = 10_000;
/** Heads that are kept. */
const HEADS = 100_000;

/** The last growth of a log, without a gap. */
const recentGrowth = (start: Position) => {
  let floor = start;
  let kept: Growth[] = [];

  return {
    head: (): Position => kept.at(-1)?.position ?? floor,
    add(more: readonly Growth[]): void {
      kept.push(...more);
      if (kept.length <= 2 * RECENT) return;
      const forgotten = kept.splice(0, kept.length - RECENT);
      floor = forgotten.at(-1)?.position ?? floor;
    },
    restart(position: Position): void {
      [floor, kept] = [position, []];
    },
    /** `undefined` where it begins after the position. */
    after(position: Position, limit: number, isAfter: EventStore['isAfter']): readonly Growth[] | undefined {
      if (isAfter(floor, position)) return undefined;
      let first = kept.length;
      for (let one = kept[first - 1]; one && isAfter(one.position, position); one = kept[first - 1]) first -= 1;
      return kept.slice(first, first + limit);
    },
  };
};

/** Whoever asks in the same turn shares one question. */
const together = <T>(ask: (names: readonly string[]) => Promise<T>): ((names: readonly string[]) => Promise<T>) => {
  let next: { readonly names: Set<string>; readonly answer: Promise<T> } | undefined;

  const begin = () => {
    const names = new Set<string>();
    const answer = Promise.resolve().then(() => {
      next = undefined;
      return ask([...names]);
    });
    return { names, answer };
  };

  return (names) => {
    next ??= begin();
    for (const name of names) next.names.add(name);
    return next.answer;
  };
};

/** A log that remembers its growth. */
export interface RememberingGrowth extends EventStore {
  /**
   * The same as it was when somebody asked last, or later: heads and growth are told without a question where they are known. For
   * whoever looks once for much that is to be done, by asking for `head`.
   */
  readonly lately: EventStore;
}

/**
 * The same log, which remembers its heads and asks only what has grown since: one small question, however many streams
 * somebody wants to know of, and one for all who ask at the same time.
 *
 * INVARIANT: every answer rests on a question to the log that began after the call, so that what was acknowledged
 * before is in it, whoever wrote it.
 */
export const rememberingGrowth = (store: EventStore): RememberingGrowth => {
  let recent: ReturnType<typeof recentGrowth> | undefined;
  let heads = new Map<string, number>();

  /** Takes in what follows the last that is known; some of it may have been taken in meanwhile. */
  const absorb = (growth: readonly Growth[]): void => {
    if (!recent) return;
    const last = recent.head();
    const news = growth.filter(({ position }) => store.isAfter(position, last));
    recent.add(news);
    // Of all streams: a head that is being read meanwhile may be older than what has been heard since.
    for (const { stream, revision } of news) heads.set(stream, revision);
    if (heads.size > HEADS) heads = new Map();
  };

  const restart = async (): Promise<ReturnType<typeof recentGrowth>> => {
    const head = await store.head();
    heads = new Map();
    return (recent = recentGrowth(head));
  };

  const catchUp = async (from: ReturnType<typeof recentGrowth>): Promise<ReturnType<typeof recentGrowth>> => {
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const growth = await store.growth(from.head(), PAGE);
      absorb(growth);
      if (growth.length < PAGE) return from;
    }
    return restart();
  };

  /** What somebody who follows the log is given lies before it without a gap from a position on: so it is growth as well. */
  const overhear = (after: Position, batch: readonly Recorded[]): void => {
    const last = batch.at(-1);
    if (!recent || !last || store.isAfter(after, recent.head()) || !store.isAfter(last.position, recent.head())) return;
    absorb(batch.map(({ stream, revision, position }) => ({ stream, revision, position })));
  };

  const look = shared(async () => (recent ? catchUp(recent) : restart()));

  const askTogether = together((streams) => store.heads(streams));

  const readHeads = async (streams: readonly string[]): Promise<ReadonlyMap<string, number>> => {
    const mine = heads;
    const read = await askTogether(streams);
    // What is kept was forgotten meanwhile, and with it what has grown since the question.
    if (mine === heads)
      for (const [stream, revision] of read) heads.set(stream, Math.max(revision, heads.get(stream) ?? NO_STREAM));
    return read;
  };

  const knownHeads = async (streams: readonly string[]): Promise<ReadonlyMap<string, number>> => {
    const known = new Map(streams.map((stream) => [stream, heads.get(stream) ?? NO_STREAM]));
    const unknown = streams.filter((stream) => !heads.has(stream));
    const read = unknown.length > 0 ? await readHeads(unknown) : heads;
    for (const stream of unknown) known.set(stream, read.get(stream) ?? NO_STREAM);
    return known;
  };

  /** Heads and growth as they are known once `as` has resolved. */
  const seen = (as: () => Promise<ReturnType<typeof recentGrowth>>): EventStore => ({
    ...store,
    async heads(streams) {
      await as();
      return knownHeads(streams);
    },
    head: async () => (await as()).head(),
    async growth(after, limit) {
      const known = (await as()).after(after, limit, (a, b) => store.isAfter(a, b));
      return known ?? store.growth(after, limit);
    },
    async *follow(after, signal, options) {
      let from = after;
      for await (const batch of store.follow(after, signal, options)) {
        overhear(from, batch);
        from = batch.at(-1)?.position ?? from;
        yield batch;
      }
    },
  });

  return { ...seen(look), lately: seen(async () => recent ?? look()) };
};

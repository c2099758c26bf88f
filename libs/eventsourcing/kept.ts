import type { Event, Recorded } from './event.js';
import { NO_STREAM, type EventStore } from './event-store.js';
import { fold, type Folding } from './folding.js';

/** What a stream has come to, and up to which revision it was read. */
export interface Standing<S> {
  readonly state: S;
  readonly revision: number;
}

/** Events read at once: a long stream is never in memory as a whole. */
const PAGE = 100;

/**
 * What one stream had come to at a revision, at least: only what is new since the last time is read, page by page.
 *
 * INVARIANT: history never changes, so what was made of it stays true.
 */
export const keptUpTo = <S, E extends Event>(
  store: Pick<EventStore, 'read'>,
  folding: Folding<S, Recorded<E>>,
  stream: string,
): ((head: number) => Promise<Standing<S>>) => {
  let known: Standing<S> = { state: folding.initial, revision: NO_STREAM };

  const onwards = async ({ state, revision }: Standing<S>, to: number): Promise<Standing<S>> => {
    const news = await store.read<E>(stream, { from: revision + 1, to: Math.min(to, revision + PAGE) });
    const last = news.at(-1);
    if (!last) throw new Error('a stream ends before its head');
    return { state: fold(folding, news, state), revision: last.revision };
  };

  return async (head) => {
    let now = known;
    while (now.revision < head) now = await onwards(now, head);
    // Of several that read at the same time, the one that saw most is kept.
    if (now.revision > known.revision) known = now;
    return now;
  };
};

/** `keptUpTo` the moment of asking. */
export const kept = <S, E extends Event>(
  store: Pick<EventStore, 'heads' | 'read'>,
  folding: Folding<S, Recorded<E>>,
  stream: string,
): (() => Promise<Standing<S>>) => {
  const upTo = keptUpTo(store, folding, stream);
  return async () => upTo((await store.heads([stream])).get(stream) ?? NO_STREAM);
};

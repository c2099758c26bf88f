import type { Event, Recorded } from './event.js';
import { NO_STREAM, type EventStore } from './event-store.js';
import { fold, type Folding } from './folding.js';

/** What a stream has come to, and up to which revision it was read. */
export interface Standing<S> {
  readonly state: S;
  readonly revision: number;
}

/**
 * What one stream has come to at the moment of asking: only what is new since the last time is read.
 *
 * INVARIANT: history never changes, so what was made of it stays true.
 */
export const kept = <S, E extends Event>(
  store: Pick<EventStore, 'heads' | 'read'>,
  folding: Folding<S, Recorded<E>>,
  stream: string,
): (() => Promise<Standing<S>>) => {
  let known: Standing<S> = { state: folding.initial, revision: NO_STREAM };
  return async () => {
    const from = known;
    const head = (await store.heads([stream])).get(stream) ?? NO_STREAM;
    if (head <= from.revision) return from;
    const { state, revision } = from;
    const news = await store.read<E>(stream, { from: revision + 1 });
    const now = { state: fold(folding, news, state), revision: news.at(-1)?.revision ?? revision };
    // Of several that read at the same time, the one that saw most is kept.
    if (now.revision > known.revision) known = now;
    return now;
  };
};

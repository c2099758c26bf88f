import type { EventStore } from '../event-store.js';
import type { Position, Recorded } from '../event.js';

/** Every event of a log, in its order. */
export const wholeLog = async (store: Pick<EventStore, 'page' | 'start'>): Promise<readonly Recorded[]> => {
  const log: Recorded[] = [];
  for (let after: Position = store.start; ;) {
    const page = await store.page(after, 1000);
    log.push(...page);
    const last = page.at(-1);
    if (!last) return log;
    after = last.position;
  }
};

/** The events of each stream, in their order. */
export const byStream = (log: readonly Recorded[]): ReadonlyMap<string, readonly Recorded[]> => {
  const streams = new Map<string, Recorded[]>();
  for (const event of log) {
    const known = streams.get(event.stream);
    if (known) known.push(event);
    else streams.set(event.stream, [event]);
  }
  return streams;
};

import type { DisclosureEvent, FeedEvent } from '@hub/disclosures';
import type { EventStore, Recorded } from '@hub/eventsourcing';
import { tellingRows, type TellingIndex } from '../index.js';

/** The index of what was told, as a projection of a log would have it, worked out each time it is asked. */
export const tellingsOver = (store: EventStore): TellingIndex => ({
  async page(subject, after, limit) {
    const log = (await store.page(store.start, 1_000_000)) as readonly Recorded<DisclosureEvent | FeedEvent>[];
    const gone = new Set(
      log.flatMap(({ type, data }) => (type === 'MessageVoided' && !data.left ? [data.messageId] : [])),
    );
    const found = log
      .flatMap(tellingRows)
      .filter((row) => row.subject === subject && !gone.has(row.id))
      .reverse();
    const from = after === undefined ? 0 : found.findIndex(({ id }) => id === after.id) + 1;
    return found.slice(from, from + limit);
  },
});

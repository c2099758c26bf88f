import type { EventStore, Recorded } from '@hub/eventsourcing';
import type { DisclosureEvent } from '@hub/disclosures';
import type { TellingIndex } from '../index.js';

/** The index of what was told, as a projection of a log would have it, worked out each time it is asked. */
export const tellingsOver = (store: EventStore): TellingIndex => ({
  async page(subject, after, limit) {
    const log = (await store.page(store.start, 1_000_000)) as readonly Recorded<DisclosureEvent>[];
    const found = log
      .filter(({ type }) => type === 'DisclosureMade' || type === 'ManualDisclosureRecorded')
      .filter(({ data }) => data.subjects.includes(subject))
      .map(({ id, recordedAt, data }) => ({ id, recordedAt, disclosureId: data.requestId }))
      .reverse();
    const from = after === undefined ? 0 : found.findIndex(({ id }) => id === after.id) + 1;
    return found.slice(from, from + limit);
  },
});

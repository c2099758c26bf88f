import { feedStream, type FeedEvent } from '@hub/disclosures';
import { NO_STREAM, type EventStore, type Recorded } from '@hub/eventsourcing';
import type { AgencyId } from '@hub/sharing';
import type { FeedIndex } from './ports.js';

export type Released = Recorded<Extract<FeedEvent, { type: 'MessagesReleased' }>>;

export const isReleased = (event: Recorded<FeedEvent>): event is Released => event.type === 'MessagesReleased';

/** The log of each partner's feed. */
export const feedReading = (store: Pick<EventStore, 'read'>) => {
  const read = (agency: AgencyId, from: number, to?: number): Promise<readonly Recorded<FeedEvent>[]> =>
    store.read<FeedEvent>(feedStream(agency), { from, ...(to !== undefined && { to }) });

  return {
    read,
    /** Everything that an index does not show yet. */
    tail: (agency: AgencyId, upTo: number) => read(agency, upTo + 1),
  };
};

/** Where in a feed's stream what comes after a sequence begins, and where it ends. */
export const feedRanges =
  ({ store, index }: { readonly store: Pick<EventStore, 'heads'>; readonly index: Pick<FeedIndex, 'firstAfter'> }) =>
  async (agency: AgencyId, after: number): Promise<{ readonly from: number; readonly head: number }> => {
    const stream = feedStream(agency);
    const { row, upTo } = await index.firstAfter(agency, after);
    const head = (await store.heads([stream])).get(stream) ?? NO_STREAM;
    return { from: row?.revision ?? upTo + 1, head };
  };

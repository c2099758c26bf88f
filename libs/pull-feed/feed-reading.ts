import { feedStream, type FeedEvent } from '@hub/disclosures';
import type { EventStore, Recorded } from '@hub/eventsourcing';
import type { AgencyId } from '@hub/sharing';

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

import { feedStream, type FeedEvent } from '@hub/disclosures';
import type { EventStore, Recorded } from '@hub/eventsourcing';
import type { Projecting } from '@hub/facts/testing';
import type { FeedEntries } from '../index.js';

const isIn = (event: Recorded<FeedEvent>, id: string): boolean => {
  const { type, data } = event;
  if (type === 'MessagesReleased') return data.messages.some(({ messageId }) => messageId === id);
  if (type === 'MessageVoided') return data.messageId === id;
  return type === 'MessageWithheld' && event.id === id;
};

/** In which events of a feed something is, as a projection of a log would have it: the reference for any adapter. */
export const feedEntriesOver = (
  store: Pick<EventStore, 'read' | 'isAfter'>,
  { stoppedAt }: Projecting = {},
): FeedEntries => ({
  async find(agency, id) {
    const all = await store.read<FeedEvent>(feedStream(agency));
    const upTo = stoppedAt?.();
    const known = all.filter(({ position }) => upTo === undefined || !store.isAfter(position, upTo));
    return {
      revisions: known.filter((event) => isIn(event, id)).map(({ revision }) => revision),
      upTo: known.at(-1)?.revision ?? -1,
    };
  },
});

import type { FeedEvent } from '@hub/disclosures';
import type { EventStore, Recorded } from '@hub/eventsourcing';
import type { AgencyId } from '@hub/sharing';
import { feedReading, isReleased } from './feed-reading.js';
import { rowsOf, type Link } from './feed-row.js';
import type { FeedIndex } from './ports.js';

/** What the link of a message to this agency leads to; `undefined` where there is no such message, or no link (any more). */
export type MessageLinks = (agency: AgencyId, messageId: string) => Promise<Link | undefined>;

export interface MessageLinksPorts {
  readonly store: Pick<EventStore, 'read'>;
  readonly index: Pick<FeedIndex, 'byId'>;
}

const isVoided = (events: readonly Recorded<FeedEvent>[], messageId: string): boolean =>
  events.some(({ type, data }) => type === 'MessageVoided' && data.messageId === messageId);

/** Says where a link leads, and nothing of what is there: that is asked by whoever follows it, and decided then. */
export const messageLinks = ({ store, index }: MessageLinksPorts): MessageLinks => {
  const { tail } = feedReading(store);
  return async (agency, messageId) => {
    const { row, upTo } = await index.byId(agency, messageId);
    const later = await tail(agency, upTo);
    if (isVoided(later, messageId)) return undefined;
    const found =
      row ??
      later
        .filter(isReleased)
        .flatMap(rowsOf)
        .find((one) => one.messageId === messageId);
    return found?.link;
  };
};

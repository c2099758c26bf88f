import type { FeedEvent } from '@hub/disclosures';
import type { Recorded } from '@hub/eventsourcing';
import type { AgencyId } from '@hub/sharing';
import { rowsOf, type FeedIndex, type FeedRow } from '../index.js';

const withoutLink = ({ link: _, ...row }: FeedRow): FeedRow => row;

/** The index over events of feeds, straight from what it promises: the reference for any adapter. */
export const feedIndexOver = (events: () => readonly Recorded<FeedEvent>[]): FeedIndex => {
  const shown = (agency: AgencyId) => {
    const own = events().filter(({ data }) => data.agencyId === agency);
    const voided = own.flatMap(({ type, data }) => (type === 'MessageVoided' ? [data.sequence] : []));
    const rows = own
      .flatMap((event) => (event.type === 'MessagesReleased' ? rowsOf(event as Parameters<typeof rowsOf>[0]) : []))
      .map((row) => (voided.includes(row.sequence) ? withoutLink(row) : row));
    return { rows, upTo: own.at(-1)?.revision ?? -1, last: rows.at(-1)?.sequence ?? 0 };
  };
  const first = (agency: AgencyId, holds: (row: FeedRow) => boolean) => {
    const { rows, ...indexed } = shown(agency);
    const row = rows.find(holds);
    return Promise.resolve({ ...indexed, ...(row && { row }) });
  };
  return {
    byId: (agency, messageId) => first(agency, (row) => row.messageId === messageId),
    firstAfter: (agency, sequence) => first(agency, (row) => row.sequence > sequence),
    firstSince: (agency, at) => first(agency, ({ releasedAt }) => releasedAt >= at),
  };
};

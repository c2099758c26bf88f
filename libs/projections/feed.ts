import type { FeedEvent } from '@hub/disclosures';
import { rowsOf, type FeedRow } from '@hub/pull-feed';
import { put, set, type Change } from './change.js';
import { projection, type Folds } from './projection.js';
import type { Table } from './table.js';

/** One row for each message that a partner has been told. Ids and codes; what it says is in the log. */
export const feedMessages: Table = {
  name: 'feed_messages',
  columns: {
    agency_id: 'text',
    sequence: 'number',
    message_id: 'text',
    revision: 'number',
    position: 'text',
    released_at: 'text',
    link_to: 'text',
    link_id: 'text',
  },
  key: ['agency_id', 'sequence'],
  indexes: [
    ['agency_id', 'message_id'],
    ['agency_id', 'released_at'],
  ],
};

/** In which events of a feed something was made void, by the message's id, or held back, by that of the event. */
export const feedEntries: Table = {
  name: 'feed_entries',
  columns: { agency_id: 'text', entry_id: 'text', revision: 'number' },
  key: ['agency_id', 'entry_id', 'revision'],
  appendOnly: true,
};

/** How far each feed has been folded. */
export const feedStreams: Table = {
  name: 'feed_streams',
  columns: { agency_id: 'text', revision: 'number' },
  key: ['agency_id'],
};

const rowOf = ({ agency, sequence, messageId, revision, position, releasedAt, link }: FeedRow): Change =>
  put(feedMessages, {
    agency_id: agency,
    sequence,
    message_id: messageId,
    revision,
    position,
    released_at: releasedAt,
    link_to: link?.to ?? null,
    link_id: link?.id ?? null,
  });

interface InFeed {
  readonly revision: number;
  readonly data: { readonly agencyId: string };
}

const folded = ({ revision, data }: InFeed): Change => put(feedStreams, { agency_id: data.agencyId, revision });
const entry = (entryId: string, { revision, data }: InFeed): Change =>
  put(feedEntries, { agency_id: data.agencyId, entry_id: entryId, revision });
const only = (event: InFeed): readonly Change[] => [folded(event)];

/** Where each partner's messages are, and what their links lead to. */
export const feed = projection({
  name: 'feed',
  version: 2,
  tables: [feedMessages, feedEntries, feedStreams],
  folds: {
    MessagesReleased: (event) => [...rowsOf(event).map(rowOf), folded(event)],
    // Its place stays; there is nothing to be asked under it any more.
    MessageVoided: (event) => [
      set(
        feedMessages,
        { link_to: null, link_id: null },
        { agency_id: event.data.agencyId, sequence: event.data.sequence },
      ),
      entry(event.data.messageId, event),
      folded(event),
    ],
    MessageWithheld: (event) => [entry(event.id, event), folded(event)],
    FeedPaused: only,
    FeedResumed: only,
    PersonParked: only,
    PersonUnparked: only,
  } satisfies Required<Pick<Folds, FeedEvent['type']>>,
});

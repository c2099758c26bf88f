import { tellingRows, type TellingRow } from '@hub/reliance';
import { put, remove, type Change } from './change.js';
import { projection } from './projection.js';
import type { Table } from './table.js';

/** What somebody was told about a person, and where the record of it is. Ids alone. */
export const toldAbout: Table = {
  name: 'told_about',
  columns: { subject: 'text', recorded_at: 'text', id: 'text', stream: 'text', revision: 'number' },
  key: ['subject', 'recorded_at', 'id'],
  indexes: [['id']],
};

const told = ({ subject, recordedAt, id, stream, revision }: TellingRow): Change =>
  put(toldAbout, { subject, recorded_at: recordedAt, id, stream, revision });

/** Who was told about whom: what narrows the search for those who have to be told that it has gone. */
export const tellings = projection({
  name: 'tellings',
  version: 2,
  tables: [toldAbout],
  folds: {
    DisclosureMade: (event) => tellingRows(event).map(told),
    ManualDisclosureRecorded: (event) => tellingRows(event).map(told),
    MessagesReleased: (event) => tellingRows(event).map(told),
    // Whoever may have had it was told.
    MessageVoided: ({ data: { messageId, left } }) => (left ? [] : [remove(toldAbout, { id: messageId })]),
  },
});

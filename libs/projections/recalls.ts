import { put, set } from './change.js';
import { projection } from './projection.js';
import type { Table } from './table.js';

/** Where each recall stands; what it says is in the log. */
export const recallNotices: Table = {
  name: 'recall_notices',
  columns: {
    recall_id: 'text',
    agency_id: 'text',
    status: 'text',
    due: 'text',
    raised_at: 'text',
    acknowledged_at: 'text',
    outcome: 'text',
  },
  key: ['recall_id'],
  indexes: [
    ['agency_id', 'status', 'due', 'recall_id'],
    ['status', 'due'],
  ],
};

/** What agencies have been asked to do with what they were told: their work lists, and what is overdue. */
export const recalls = projection({
  name: 'recalls',
  version: 1,
  tables: [recallNotices],
  folds: {
    RecallRaised: ({ data: { recallId, agencyId, due, at } }) => [
      put(recallNotices, {
        ...{ recall_id: recallId, agency_id: agencyId, status: 'open', due, raised_at: at },
        ...{ acknowledged_at: null, outcome: null },
      }),
    ],
    RecallAcknowledged: ({ data: { recallId, outcome, at } }) => [
      set(
        recallNotices,
        { status: outcome === 'in-part' ? 'open' : 'closed', acknowledged_at: at, outcome },
        { recall_id: recallId },
      ),
    ],
  },
});

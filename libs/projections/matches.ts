import { put, set } from './change.js';
import { projection } from './projection.js';
import type { Table } from './table.js';

export const matchProposals: Table = {
  name: 'match_proposals',
  columns: {
    match_id: 'text',
    one: 'text',
    other: 'text',
    reasons: 'text',
    confidence: 'number',
    status: 'text',
    steward: 'text',
    proposed_at: 'text',
    changed_at: 'text',
  },
  key: ['match_id'],
  indexes: [['status', 'match_id'], ['one'], ['other']],
};

export type MatchStatus = 'proposed' | 'confirmed' | 'rejected' | 'undone';

const settled =
  (status: MatchStatus) =>
  ({ recordedAt, data: { matchId, steward } }: { recordedAt: string; data: { matchId: string; steward: string } }) => [
    set(matchProposals, { status, steward, changed_at: recordedAt }, { match_id: matchId }),
  ];

/** Records that may be of one person, for stewards. Fields and how they agree; no values and no agencies. */
export const matches = projection({
  name: 'matches',
  version: 1,
  tables: [matchProposals],
  folds: {
    MatchProposed: ({ recordedAt, data: { matchId, people, reasons, confidence } }) => [
      put(matchProposals, {
        match_id: matchId,
        one: people[0],
        other: people[1],
        reasons: JSON.stringify(reasons),
        confidence,
        status: 'proposed',
        steward: null,
        proposed_at: recordedAt,
        changed_at: recordedAt,
      }),
    ],
    MatchConfirmed: settled('confirmed'),
    MatchRejected: settled('rejected'),
    MatchUndone: settled('undone'),
  },
});

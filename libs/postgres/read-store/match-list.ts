import type pg from 'pg';
import type { MatchReason } from '@hub/people';
import type { MatchStatus } from '@hub/projections';
import type { PersonId } from '@hub/sharing';

/** Two records that may be of one person. Names no agency and no value. */
export interface MatchEntry {
  readonly matchId: string;
  readonly people: readonly [PersonId, PersonId];
  readonly reasons: readonly MatchReason[];
  readonly confidence: number;
  readonly status: MatchStatus;
}

/** Matches for stewards, by status. */
export interface MatchList {
  /** Ordered by match id; `after` is the last id of the page before. */
  page(status: MatchStatus, after: string | undefined, limit: number): Promise<readonly MatchEntry[]>;
}

const PAGE = `select match_id as "matchId", array[one, other] as people, reasons::json, confidence, status
  from read.match_proposals where status = $1 and match_id > $2 order by match_id limit $3`;

export const matchList = (pool: pg.Pool): MatchList => ({
  async page(status, after, limit) {
    const { rows } = await pool.query<MatchEntry>({
      name: 'match-list',
      text: PAGE,
      values: [status, after ?? '', limit],
    });
    return rows;
  },
});

import type pg from 'pg';
import type { RecallEntry, RecallList, RecallProgress } from '@hub/recalls';

const PAGE = `select recall_id as "recallId", due from read.recall_notices
  where agency_id = $1 and status = 'open' and ($2::text is null or due < $2)
    and ($3::text is null or (due, recall_id) > ($3, $4))
  order by due, recall_id limit $5`;

const PROGRESS = `select count(*)::int as raised,
    count(*) filter (where outcome = 'done')::int as done,
    count(*) filter (where outcome = 'refused')::int as refused,
    count(*) filter (where status = 'open')::int as open,
    count(*) filter (where status = 'open' and due < $1)::int as overdue
  from read.recall_notices`;

const OVERDUE = `select count(*)::int as overdue from read.recall_notices where status = 'open' and due < $1`;

const NOTHING: RecallProgress = { raised: 0, done: 0, refused: 0, open: 0, overdue: 0 };

export const recallList = (pool: pg.Pool): RecallList => ({
  async page({ agency, dueBefore }, after, limit) {
    const { rows } = await pool.query<RecallEntry>({
      name: 'recall-list',
      text: PAGE,
      values: [agency, dueBefore ?? null, after?.due ?? null, after?.recallId ?? '', limit],
    });
    return rows;
  },
  async progress(at) {
    const { rows } = await pool.query<RecallProgress>({ name: 'recall-progress', text: PROGRESS, values: [at] });
    return rows[0] ?? NOTHING;
  },
  async overdue(at) {
    const { rows } = await pool.query<{ overdue: number }>({ name: 'recalls-overdue', text: OVERDUE, values: [at] });
    return rows[0]?.overdue ?? 0;
  },
});

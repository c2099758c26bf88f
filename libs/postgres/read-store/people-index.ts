import type pg from 'pg';
import type { Candidate, PeopleIndex } from '@hub/door';

const CANDIDATES = `select k.person_id,
    json_agg(distinct jsonb_build_object('field', k.field, 'source', k.source, 'item', k.item_id)) as matched
  from read.person_keys k
  join unnest($1::text[], $2::text[]) as asked(field, hash) on asked.field = k.field and asked.hash = k.hash
  group by k.person_id
  order by count(distinct k.field) desc, k.person_id
  limit $3`;

/** People by keyed hashes. */
export const peopleIndex = (pool: pg.Pool): PeopleIndex => ({
  async candidates(keys, limit) {
    const { rows } = await pool.query<{ person_id: string; matched: Candidate['matched'] }>({
      name: 'people-index',
      text: CANDIDATES,
      values: [keys.map(({ field }) => field), keys.map(({ hash }) => hash), limit],
    });
    return rows.map(({ person_id, matched }) => ({ personId: person_id, matched }));
  },
});

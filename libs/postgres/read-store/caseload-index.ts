import type pg from 'pg';
import type { CaseloadIndex } from '@hub/door';
import type { Instant } from '@hub/eventsourcing';

/** People whom somebody works with now; the door decides about each of them, and about all that is told of them. */
const PAGE = `select distinct c.person_id as "personId"
  from read.agency_caseload c
  where c.agency_id = $1 and ($2::text is null or c.worker = $2) and c.person_id > $3
    and c.since <= $4 and (c.until is null or c.until > $4)
  order by c.person_id
  limit $5`;

/** People whom an agency, or one of its workers, is recorded as working with at this time. */
export const caseloadIndex = (pool: pg.Pool, now: () => Instant): CaseloadIndex => ({
  async page({ agency, worker }, after, limit) {
    const { rows } = await pool.query<{ personId: string }>({
      name: 'caseload-index',
      text: PAGE,
      values: [agency, worker ?? null, after ?? '', now(), limit],
    });
    return rows.map(({ personId }) => personId);
  },
});

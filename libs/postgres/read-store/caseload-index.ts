import type pg from 'pg';
import type { CaseloadEntry, CaseloadIndex } from '@hub/door';
import type { Instant } from '@hub/eventsourcing';

/** Families as of now, people whom somebody works with now; the door decides about each of them. */
const PAGE = `select c.person_id as "personId", max(c.since) as since,
    array(
      select distinct f.family_id from read.family_members f
      where f.person_id = c.person_id and f.since <= $4 and (f.until is null or f.until > $4)
      order by f.family_id
    ) as families
  from read.agency_caseload c
  where c.agency_id = $1 and ($2::text is null or c.worker = $2) and c.person_id > $3
    and c.since <= $4 and (c.until is null or c.until > $4)
  group by c.person_id
  order by c.person_id
  limit $5`;

/** People whom an agency, or one of its workers, is recorded as working with at this time. */
export const caseloadIndex = (pool: pg.Pool, now: () => Instant): CaseloadIndex => ({
  async page({ agency, worker }, after, limit) {
    const { rows } = await pool.query<CaseloadEntry>({
      name: 'caseload-index',
      text: PAGE,
      values: [agency, worker ?? null, after ?? '', now(), limit],
    });
    return rows;
  },
});

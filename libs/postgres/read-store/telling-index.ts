import type pg from 'pg';
import type { TellingIndex, TellingRef } from '@hub/reliance';

const PAGE = `select id, recorded_at as "recordedAt", stream, revision from read.told_about
  where subject = $1 and ($2::text is null or (recorded_at, id) < ($2, $3))
  order by recorded_at desc, id desc limit $4`;

/** What was told about somebody, newest first, by keyset: what is told later moves nothing. */
export const tellingIndex = (pool: pg.Pool): TellingIndex => ({
  async page(subject, after, limit) {
    const { rows } = await pool.query<TellingRef>({
      name: 'telling-index',
      text: PAGE,
      values: [subject, after?.recordedAt ?? null, after?.id ?? '', limit],
    });
    return rows;
  },
});

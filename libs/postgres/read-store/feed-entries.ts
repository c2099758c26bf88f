import type pg from 'pg';
import type { FeedEntries } from '@hub/door';

/** One statement, so that what is found and how far the index has come are of one instant. */
const FIND = `select
    coalesce((select revision from read.feed_streams where agency_id = $1), -1) as "upTo",
    array(
      select revision from read.feed_messages where agency_id = $1 and message_id = $2
      union select revision from read.feed_entries where agency_id = $1 and entry_id = $2
      order by revision
    ) as revisions`;

interface Found {
  readonly upTo: number;
  readonly revisions: readonly number[];
}

/** In which events of a feed something is, as far as they have been folded. */
export const feedEntries = (pool: pg.Pool): FeedEntries => ({
  async find(agency, id) {
    const { rows } = await pool.query<Found>({ name: 'feed-entries', text: FIND, values: [agency, id] });
    const [found] = rows;
    if (!found) throw new Error('the index of feeds gave no answer');
    return found;
  },
});

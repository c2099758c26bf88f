import { migrate, type Pools } from '@hub/postgres';
import type { FeedPosition, FeedPositions } from '../api/index.js';
import { HUB_SCHEMA } from './checkpoints.js';

const POSITIONS = {
  name: 'hub/0002-feed-positions',
  sql: `
    create table hub.feed_positions (agency text primary key, position bigint not null, told_at text not null);
    grant select, insert, update on hub.feed_positions to concord_app;`,
};

const COLUMNS = 'agency, position::float8 as position, told_at as "toldAt"';

/** Of two that say it at the same time, the one that is further counts. */
const ADVANCE = `insert into hub.feed_positions as known (agency, position, told_at) values ($1, $2, $3)
  on conflict (agency) do update set position = greatest(known.position, excluded.position), told_at = excluded.told_at
  returning ${COLUMNS}`;

/** How far partners have come, beside the log. */
export const feedPositions = async ({ owner, app }: Pools): Promise<FeedPositions> => {
  await migrate(owner, [HUB_SCHEMA, POSITIONS]);
  return {
    async advance(told) {
      const { rows } = await app.query<FeedPosition>(ADVANCE, [told.agency, told.position, told.toldAt]);
      return rows[0] ?? told;
    },
    async all() {
      return (await app.query<FeedPosition>(`select ${COLUMNS} from hub.feed_positions`)).rows;
    },
  };
};

import { migrate, type Pools } from '@hub/postgres';
import type { Departures } from '@hub/partner-feed';
import { HUB_SCHEMA } from './checkpoints.js';

const DEPARTURES = {
  name: 'hub/0003-feed-departures',
  sql: `
    create table hub.feed_departures (agency text primary key, sequence bigint not null);
    grant select, insert, update on hub.feed_departures to concord_app;`,
};

const ADVANCE = `insert into hub.feed_departures as known (agency, sequence) values ($1, $2)
  on conflict (agency) do update set sequence = greatest(known.sequence, excluded.sequence)`;

const UP_TO = 'select sequence::float8 as sequence from hub.feed_departures where agency = $1';

/** How far partners' feeds may have left, beside the log; for all hubs of one database. */
export const feedDepartures = async ({ owner, app }: Pools): Promise<Departures> => {
  await migrate(owner, [HUB_SCHEMA, DEPARTURES]);
  const written = new Map<string, number>();
  const known = (agency: string): number => written.get(agency) ?? 0;
  return {
    known,
    // Another hub may have sent more.
    async upTo(agency) {
      const { rows } = await app.query<{ sequence: number }>(UP_TO, [agency]);
      return rows[0]?.sequence ?? 0;
    },
    async advance(agency, sequence) {
      await app.query(ADVANCE, [agency, sequence]);
      written.set(agency, Math.max(sequence, known(agency)));
    },
  };
};

import type { AgencyEvent } from '@hub/agencies';
import { feedStream, type FeedEvent } from '@hub/disclosures';
import type { EventStore } from '@hub/eventsourcing';
import type { Departures } from '@hub/partner-feed';
import { migrate, transaction } from '@hub/postgres';
import { HUB_SCHEMA } from './checkpoints.js';
import type { Storage } from './storage.js';

const DEPARTURES = {
  name: 'hub/0003-feed-departures',
  sql: `
    create table hub.feed_departures (agency text primary key, sequence bigint not null);
    grant select, insert, update on hub.feed_departures to concord_app;`,
};

/** Written before each batch that leaves, and so without waiting for a disk. PostgreSQL empties such a table whole after a crash. */
const UNLOGGED = {
  name: 'hub/0004-feed-departures-unlogged',
  sql: 'alter table hub.feed_departures set unlogged;',
};

const ADVANCE = `insert into hub.feed_departures as known (agency, sequence) values ($1, $2)
  on conflict (agency) do update set sequence = greatest(known.sequence, excluded.sequence)`;

/** No agency has this name. Its row says that the others are all there: it goes where they go. */
const KEPT = '';

/** Holds the row until the transaction ends: whoever writes to it waits. */
const HOLD = `insert into hub.feed_departures as known (agency, sequence) values ($1, 0)
  on conflict (agency) do update set sequence = known.sequence`;

const ALL_ROWS = 'select agency, sequence::float8 as sequence from hub.feed_departures';
const ROWS = `${ALL_ROWS} where agency = any($1)`;

/** Events of a feed that are read at a time: one may hold a hundred messages. */
const AT_ONCE = 16;

/** The last message that was released to an agency. */
const lastReleased = async (store: EventStore, agency: string, head: number): Promise<number> => {
  for (let to = head; to >= 0; to -= AT_ONCE) {
    const events = await store.read<FeedEvent>(feedStream(agency), { from: Math.max(0, to - AT_ONCE + 1), to });
    const last = events.findLast(({ type }) => type === 'MessagesReleased');
    if (last?.type === 'MessagesReleased') return last.data.messages.at(-1)?.sequence ?? 0;
  }
  return 0;
};

/** Everything that has been released so far, by agency. */
const allReleased = async (store: EventStore): Promise<readonly (readonly [agency: string, sequence: number])[]> => {
  const register = await store.read<AgencyEvent>('register');
  const agencies = register.flatMap(({ type, data }) => (type === 'AgencyRegistered' ? [data.agencyId] : []));
  const heads = await store.heads(agencies.map(feedStream));
  return Promise.all(
    agencies.map(async (agency) => [agency, await lastReleased(store, agency, heads.get(feedStream(agency)) ?? -1)]),
  );
};

interface Row {
  readonly agency: string;
  readonly sequence: number;
}

/** How far an agency's feed may have left, in rows that hold it and `KEPT`, as far as they are there. */
const upToIn = (rows: readonly Row[], agency: string): number => {
  const known = new Map(rows.map((row) => [row.agency, row.sequence]));
  return known.has(KEPT) ? (known.get(agency) ?? 0) : Infinity;
};

/** How far feeds may have left as of one moment, for whoever looks at the log as of a later one. */
export interface LeftAsOf {
  /** From then on it is as of now. */
  look(): Promise<void>;
  readonly upTo: (agency: string) => Promise<number>;
}

/**
 * INVARIANT: what is void and never left was void in the log before anything after it was written down as leaving. So of what may
 * have left by the moment of the look, whatever is not void in the log as of a later moment may have been had.
 */
export const leftAsOf = async ({ pools }: Pick<Storage, 'pools'>): Promise<LeftAsOf> => {
  let rows: readonly Row[] = [];
  const look = async (): Promise<void> => void ({ rows } = await pools.app.query<Row>(ALL_ROWS));
  await look();
  return { look, upTo: (agency) => Promise.resolve(upToIn(rows, agency)) };
};

/**
 * How far partners' feeds may have left, beside the log; for all hubs of one database.
 *
 * INVARIANT: where that was not kept, or was lost, all that has been released so far may have left. It is lost whole or not at all.
 */
export const feedDepartures = async ({ pools, store }: Pick<Storage, 'pools' | 'store'>): Promise<Departures> => {
  await migrate(pools.owner, [HUB_SCHEMA, DEPARTURES, UNLOGGED]);
  const written = new Map<string, number>();
  const known = (agency: string): number => written.get(agency) ?? 0;

  const advance = async (agency: string, sequence: number): Promise<void> => {
    await pools.app.query({ name: 'advance', text: ADVANCE, values: [agency, sequence] });
    written.set(agency, Math.max(sequence, known(agency)));
  };

  // Another hub may have sent more.
  const upTo = async (agency: string): Promise<number> =>
    upToIn((await pools.app.query<Row>(ROWS, [[KEPT, agency]])).rows, agency);

  if ((await upTo(KEPT)) === Infinity) {
    for (const [agency, sequence] of await allReleased(store)) await advance(agency, sequence);
    await advance(KEPT, 0);
  }

  return {
    known,
    advance,
    upTo,
    whileNothingLeaves: (agency, work) =>
      transaction(pools.app, async (client) => {
        await client.query(HOLD, [agency]);
        // Asked on the same connection: others may all be taken by those who wait for this one.
        return work(upToIn((await client.query<Row>(ROWS, [[KEPT, agency]])).rows, agency));
      }),
  };
};

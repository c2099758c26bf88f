import type pg from 'pg';
import type { KeptAppend, KeptEvent, LogImage, Position } from '@hub/eventsourcing';
import { connectionPool, transaction } from '../connection.js';
import { migrate } from '../migrate.js';
import { logMigrations } from '../migrations/log.js';

/** Appends that are read or written at once; one holds at most 1 MiB. */
const AT_ONCE = 50;

/** The lock that `log.append` holds. */
const LOCK = 'select pg_advisory_xact_lock(7236417002)';

const LAST = 'select id, position from log.events order by position desc limit 1';

const BEGIN = `declare appends no scroll cursor for
  select agency, command_id, request_mac, stream, revision, added, position from log.commands
  where position >= $1 order by position, added = 0, agency, command_id`;

const EVENTS = `select e.stream, e.revision, e.id, e.type, convert_from(e.data, 'UTF8') as data,
    convert_from(e.metadata, 'UTF8') as metadata, e.position, e.recorded_at
  from unnest($1::text[], $2::int[], $3::int[]) as added (stream, revision, count)
  join log.events e on e.stream = added.stream
    and e.revision > added.revision - added.count and e.revision <= added.revision`;

const ADD_EVENTS = `insert into log.events (position, stream, revision, id, type, data, metadata, recorded_at)
  select position, stream, revision, id, type, convert_to(data, 'UTF8'), convert_to(metadata, 'UTF8'), recorded_at
  from unnest($1::bigint[], $2::text[], $3::int[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])
    as e (position, stream, revision, id, type, data, metadata, recorded_at)`;

const ADD_COMMANDS = `insert into log.commands (agency, command_id, request_mac, stream, revision, added, position)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::int[], $7::bigint[])
  on conflict (agency, command_id) do nothing`;

interface CommandRow {
  readonly agency: string;
  readonly command_id: string;
  readonly request_mac: string;
  readonly stream: string;
  readonly revision: number;
  readonly added: number;
  readonly position: string;
}

type EventRow = Omit<KeptEvent, 'recordedAt'> & { readonly stream: string; readonly recorded_at: Date };

const placeOf = (stream: string, revision: number): string => `${stream} ${String(revision)}`;

const keptFrom = ({ recorded_at, stream: _, ...event }: EventRow): KeptEvent => ({
  ...event,
  recordedAt: recorded_at.toISOString(),
});

/** What each command added, by the places of its events. */
const appendsFrom = (commands: readonly CommandRow[], rows: readonly EventRow[]): readonly KeptAppend[] => {
  const events = new Map(rows.map((row) => [placeOf(row.stream, row.revision), keptFrom(row)]));
  return commands.map(({ agency, command_id: commandId, request_mac: requestMac, added, ...answer }) => ({
    claim: { agency, commandId, requestMac },
    ...answer,
    events: Array.from({ length: added }, (_, n) => {
      const event = events.get(placeOf(answer.stream, answer.revision - added + 1 + n));
      if (!event) throw new Error('the log holds a command without its events');
      return event;
    }),
  }));
};

const nextAppends = async (client: pg.PoolClient): Promise<readonly KeptAppend[]> => {
  const { rows: commands } = await client.query<CommandRow>(`fetch ${String(AT_ONCE)} from appends`);
  const { rows } = await client.query<EventRow>(EVENTS, [
    commands.map(({ stream }) => stream),
    commands.map(({ revision }) => revision),
    commands.map(({ added }) => added),
  ]);
  return appendsFrom(commands, rows);
};

const addAppends = async (client: pg.PoolClient, appends: readonly KeptAppend[]): Promise<void> => {
  const events = appends.flatMap(({ stream, events }) => events.map((event) => ({ ...event, stream })));
  const claims = appends.map(({ claim }) => claim);
  await client.query(LOCK);
  await client.query(ADD_EVENTS, [
    events.map(({ position }) => position),
    events.map(({ stream }) => stream),
    events.map(({ revision }) => revision),
    events.map(({ id }) => id),
    events.map(({ type }) => type),
    events.map(({ data }) => data),
    events.map(({ metadata }) => metadata),
    events.map(({ recordedAt }) => recordedAt),
  ]);
  await client.query(ADD_COMMANDS, [
    claims.map(({ agency }) => agency),
    claims.map(({ commandId }) => commandId),
    claims.map(({ requestMac }) => requestMac),
    appends.map(({ stream }) => stream),
    appends.map(({ revision }) => revision),
    appends.map(({ events }) => events.length),
    appends.map(({ position }) => position),
  ]);
};

/** The log in a database, whole: as its owner, for whoever moves it. The schema is made where it is missing. */
export const postgresLogImage = async (ownerUrl: string): Promise<LogImage> => {
  const pool = connectionPool(ownerUrl, { max: 2, statementTimeout: 0, name: 'concord log copy' });
  try {
    await migrate(pool, logMigrations);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    async last() {
      const { rows } = await pool.query<{ id: string; position: Position }>(LAST);
      return rows[0];
    },

    async *appends(from = '0') {
      const client = await pool.connect();
      try {
        await client.query('begin isolation level repeatable read read only');
        await client.query(BEGIN, [from]);
        for (let page = await nextAppends(client); page.length > 0; page = await nextAppends(client)) yield page;
      } finally {
        // Reading leaves nothing to undo; a connection in the middle of something is not given to others.
        client.release(true);
      }
    },

    add: (appends) => transaction(pool, (client) => addAppends(client, appends)),
    close: () => pool.end(),
  };
};

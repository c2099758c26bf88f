import type pg from 'pg';
import {
  EventStoreError,
  NO_STREAM,
  type Appended,
  type Claim,
  type Event,
  type Growth,
  type Metadata,
  type Position,
  type Recorded,
} from '@hub/eventsourcing';
import { answered } from './failure.js';
import type { Committed } from './group-commit.js';
import { logTail, type Sized } from './tail.js';

/** A page stops here even if more events were asked for, so that large ones do not fill the memory. */
const MOST_BYTES = 8 * 1024 * 1024;

const EVENT = `e.id, e.type, convert_from(e.data, 'UTF8') as data, convert_from(e.metadata, 'UTF8') as metadata,
  e.stream, e.revision, e.position, e.recorded_at`;

const READ = `select ${EVENT} from log.events e
  where e.stream = $1 and e.revision between $2 and $3 order by e.revision`;

const READ_MANY = `select e.* from unnest($1::text[], $2::int[]) as wanted (stream, "from"), lateral (
    select ${EVENT} from log.events e
    where e.stream = wanted.stream and e.revision >= wanted."from" order by e.revision offset 0
  ) e`;

const HEADS = `select wanted.stream,
    (select e.revision from log.events e where e.stream = wanted.stream order by e.revision desc limit 1) as revision
  from unnest($1::text[]) as wanted (stream)`;

const PAGE = `select ${EVENT} from (
    select f.*, sum(octet_length(f.data) + octet_length(f.metadata)) over (order by f.position) as bytes
    from (select * from log.events where position > $1 order by position limit $2) f
  ) e
  where e.bytes - octet_length(e.data) - octet_length(e.metadata) < ${MOST_BYTES} order by e.position`;

const GROWTH = 'select stream, revision, position from log.events where position > $1 order by position limit $2';

const ANSWER = `select request_mac, stream, revision, position, log.ids_of(stream, revision, added) as ids
  from log.commands where agency = $1 and command_id = $2`;

const MAX_REVISION = 2_147_483_647;

interface EventRow {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
  readonly recorded_at: Date;
}

const recordedFrom = ({ data, metadata, recorded_at, ...row }: EventRow): Recorded => ({
  id: row.id,
  type: row.type,
  data: JSON.parse(data) as object,
  metadata: JSON.parse(metadata) as Metadata,
  stream: row.stream,
  revision: row.revision,
  position: row.position,
  recordedAt: recorded_at.toISOString(),
});

/** A position of this log, or a `RangeError`: tokens come back from outside. */
const known = (position: Position): Position => {
  if (!/^\d{1,18}$/.test(position)) throw new RangeError('not a position of this log');
  return position;
};

/** Digits that a number holds exactly. */
const EXACT = 15;

const isAfter = (a: Position, b: Position): boolean =>
  known(a).length <= EXACT && known(b).length <= EXACT ? Number(a) > Number(b) : BigInt(a) > BigInt(b);

/** Positions follow each other without gaps. */
const isNext = (position: Position, before: Position): boolean => BigInt(position) === BigInt(before) + 1n;

/** Parsed when it is first asked for, once; the text goes then. */
const later = (text: string): (() => unknown) => {
  let unread: string | undefined = text;
  let value: unknown;
  return () => {
    if (unread !== undefined) value = JSON.parse(unread);
    unread = undefined;
    return value;
  };
};

/** Holds on to nothing else of what it came with. */
const parsedLater = ({ id, type, data, metadata, stream, revision, position, recorded_at }: EventRow): Recorded => {
  const [dataOf, metadataOf] = [later(data), later(metadata)];
  return {
    id,
    type,
    get data() {
      return dataOf() as object;
    },
    get metadata() {
      return metadataOf() as Metadata;
    },
    stream,
    revision,
    position,
    recordedAt: recorded_at.toISOString(),
  };
};

/**
 * What was appended just now, as it reads. To parse an entry of the trail takes a third of a millisecond, for which nobody
 * who is being answered waits: it is done for whoever reads it first.
 */
const recordedBy = ({ request: { append, encoded }, outcome }: Committed): readonly Sized[] =>
  encoded.map(({ id, type, data, metadata }, index) => {
    const before = encoded.length - 1 - index;
    const position = String(BigInt(outcome.position) - BigInt(before));
    const place = { stream: append.stream, revision: outcome.revision - before, position };
    return {
      event: parsedLater({ id, type, data, metadata, ...place, recorded_at: outcome.recorded_at }),
      characters: data.length + metadata.length,
    };
  });

const grouped = (events: readonly Recorded[]): ReadonlyMap<string, readonly Recorded[]> => {
  const streams = new Map<string, Recorded[]>();
  for (const event of events) {
    const stream = streams.get(event.stream);
    if (stream) stream.push(event);
    else streams.set(event.stream, [event]);
  }
  return streams;
};

/** The reading half of the log. */
export const reading = (pool: pg.Pool) => {
  const query = async <R extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<R[]> =>
    (await answered(pool.query<R>({ name, text, values }))).rows;

  const read = async (stream: string, from: number, to: number): Promise<readonly Recorded[]> =>
    (await query<EventRow>('read', READ, [stream, from, Math.min(to, MAX_REVISION)])).map(recordedFrom);

  const readMany = async (streams: readonly string[], from?: ReadonlyMap<string, number>) => {
    const names = [...new Set(streams)];
    const rows = await query<EventRow>('read-many', READ_MANY, [names, names.map((name) => from?.get(name) ?? 0)]);
    return grouped(rows.map(recordedFrom));
  };

  const sizedPage = async (after: Position, limit: number): Promise<readonly Sized[]> =>
    (await query<EventRow>('page', PAGE, [known(after), limit])).map((row) => ({
      event: recordedFrom(row),
      characters: row.data.length + row.metadata.length,
    }));

  const tail = logTail({ sizedPage, read, readMany, isAfter, isNext });

  /** What this process has appended need not be read; what others have appended in between is. */
  const took = (batch: readonly Committed[]): void => {
    for (const one of batch) {
      const { length } = one.request.encoded;
      if (length === 0) continue;
      const first = String(BigInt(one.outcome.position) - BigInt(length - 1));
      tail.took(first, () => recordedBy(one));
    }
  };

  return {
    read: async <E extends Event>(
      stream: string,
      { from = 0, to = MAX_REVISION } = {},
    ): Promise<readonly Recorded<E>[]> => (await tail.read(stream, from, to)) as readonly Recorded<E>[],

    readMany: tail.readMany,

    heads: async (streams: readonly string[]): Promise<ReadonlyMap<string, number>> => {
      const rows = await query<{ stream: string; revision: number | null }>('heads', HEADS, [streams]);
      return new Map(rows.map(({ stream, revision }) => [stream, revision ?? NO_STREAM]));
    },

    page: tail.page,
    next: tail.next,
    took,

    growth: async (after: Position, limit: number): Promise<readonly Growth[]> =>
      query<Growth & pg.QueryResultRow>('growth', GROWTH, [known(after), limit]),

    head: async (): Promise<Position> => {
      const rows = await query<{ head: string }>(
        'head',
        'select coalesce(max(position), 0) as head from log.events',
        [],
      );
      return rows[0]?.head ?? '0';
    },

    answerTo: async ({ agency, commandId, requestMac }: Claim): Promise<Appended | undefined> => {
      const [row] = await query<{
        request_mac: string;
        stream: string;
        revision: number;
        position: string;
        ids: string[];
      }>('answer', ANSWER, [agency, commandId]);
      if (row && row.request_mac !== requestMac)
        throw new EventStoreError('command-conflict', 'the command id was used for another request');
      return (
        row && { stream: row.stream, revision: row.revision, position: row.position, eventIds: row.ids, replayed: true }
      );
    },

    isAfter,
  };
};

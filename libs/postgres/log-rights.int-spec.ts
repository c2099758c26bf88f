import { randomUUID } from 'node:crypto';
import { logMigrations, migrate } from './index.js';
import { withPostgres } from './testing/index.js';

/** The arguments of `log.append`, as whoever holds the hub's role may make them up. */
interface Arguments {
  readonly agencies: readonly (string | null)[] | null;
  readonly commandIds: readonly (string | null)[] | null;
  readonly macs: readonly (string | null)[] | null;
  readonly streams: readonly (string | null)[] | null;
  readonly expecteds: readonly (number | null)[] | null;
  readonly addeds: readonly (number | null)[] | null;
  readonly ids: readonly (string | null)[] | null;
  readonly types: readonly (string | null)[] | null;
  readonly dataSizes: readonly (number | null)[] | null;
  readonly metadataSizes: readonly (number | null)[] | null;
  readonly ends: readonly (number | null)[] | null;
  readonly bytes: Buffer | null;
  readonly at: string | null;
}

const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

/** A proper append of so many events to each of some new streams. */
const appendOf = (...addeds: readonly number[]): Arguments => {
  const events = addeds.reduce((sum, added) => sum + added, 0);
  return {
    agencies: addeds.map(() => 'school'),
    commandIds: addeds.map(() => randomUUID()),
    macs: addeds.map(() => 'mac'),
    streams: addeds.map(() => `stream-${randomUUID()}`),
    expecteds: addeds.map(() => -1),
    addeds,
    ids: times(events, () => randomUUID()),
    types: times(events, () => 'SomethingHappened'),
    dataSizes: times(events, () => 2),
    metadataSizes: times(events, () => 2),
    ends: times(events, (n) => (n + 1) * 4),
    bytes: Buffer.from('{}{}'.repeat(events)),
    at: '2026-06-30T09:12:00.000Z',
  };
};

const APPEND = 'select * from log.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)';

describe('the role that serves', () => {
  const database = withPostgres();

  const append = (said: Arguments) =>
    database().app.query<{ outcome: string; position: string }>(APPEND, Object.values(said) as unknown[]);

  const log = async () => {
    const { rows } = await database().owner.query<{ position: string; stream: string; revision: number; id: string }>(
      'select position, stream, revision, id from log.events order by position',
    );
    return rows;
  };

  const commands = async () => {
    const { rows } = await database().owner.query<{ count: string }>('select count(*) from log.commands');
    return rows;
  };

  /** What every reader of the log counts on. */
  const expectWhole = async () => {
    const events = await log();
    expect(events.map(({ position }) => Number(position))).toEqual(events.map((_, n) => n + 1));
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    const heads = new Map<string, number>();
    for (const { stream, revision } of events) {
      expect(revision).toBe((heads.get(stream) ?? -1) + 1);
      heads.set(stream, revision);
    }
  };

  beforeAll(async () => {
    await migrate(database().owner, logMigrations);
    await append(appendOf(3, 2));
  });
  afterEach(expectWhole);

  it.each([
    ['an event behind the head', `insert into log.events values (0, 's', 0, gen_random_uuid(), 'T', '', '', now())`],
    ['an event far ahead', `insert into log.events values (9999, 's', 0, gen_random_uuid(), 'T', '', '', now())`],
    ['a copy of the log', 'insert into log.events table log.events'],
    ['the answer to a command', `insert into log.commands values ('school', 'c', 'mac', 's', 0, 1, 1)`],
    ['an event by COPY', 'copy log.events from stdin'],
  ])('writes nothing into the log by itself: %s', async (_what, statement) => {
    await expect(database().app.query(statement)).rejects.toThrow('permission denied');
  });

  it.each([
    `update log.events set position = 77 where position = 1`,
    'delete from log.events where position = 5',
    'truncate log.events',
    'truncate log.events, log.commands',
    `update log.commands set request_mac = 'other'`,
    'delete from log.commands',
    'select from log.events for update',
    'begin; lock table log.events in exclusive mode; commit',
  ])('takes nothing out of it and holds nothing of it: %s', async (statement) => {
    await expect(database().app.query(statement)).rejects.toThrow('permission denied');
  });

  it('calls one function with more than its own rights, which belongs to the owner and finds its names in one place', async () => {
    const { rows } = await database().owner.query(
      `select p.proname, p.proowner::regrole::text as owner, p.proconfig as settings, p.proacl::text as rights
       from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')`,
    );
    expect(rows).toEqual([
      {
        proname: 'append',
        owner: 'concord_owner',
        settings: expect.arrayContaining(['search_path=pg_catalog, pg_temp']),
        rights: '{concord_owner=X/concord_owner,concord_app=X/concord_owner}',
      },
    ]);
  });

  it('finds no way round the names of that function', async () => {
    await expect(database().app.query('create temporary table events (position bigint)')).rejects.toThrow(
      'permission denied',
    );
    await expect(database().app.query('create function public.sum(int) returns int return 1')).rejects.toThrow(
      'permission denied',
    );
  });

  const proper = appendOf(1, 2);
  const forged: readonly (readonly [string, Partial<Arguments>])[] = [
    ['more events announced than given', { addeds: [1, 3] }],
    ['fewer events announced than given', { addeds: [1, 1] }],
    ['a request of less than nothing', { addeds: [4, -1] }],
    ['a request of nobody knows how many', { addeds: [3, null] }],
    ['no word of how many', { addeds: null }],
    ['more counts than requests', { addeds: [1, 1, 1] }],
    ['fewer counts than requests', { addeds: [3] }],
    ['no ids at all', { ids: null }],
    ['an id too few', { ids: proper.ids!.slice(1) }],
    ['an event without an id', { ids: [...proper.ids!.slice(1), null] }],
    ['one id twice', { ids: [proper.ids![0]!, proper.ids![1]!, proper.ids![0]!] }],
    ['events that are not there', { ids: null, types: null, dataSizes: null, metadataSizes: null, ends: null }],
    ['an event without a type', { types: [...proper.types!.slice(1), null] }],
    ['a type too few', { types: proper.types!.slice(1) }],
    ['an event without an end', { ends: [4, 8, null] }],
    ['sizes below nothing', { dataSizes: [2, 2, -7] }],
    ['bytes that are not there', { bytes: null }],
    ['a stream without a name', { streams: ['s', null] }],
    ['no streams', { streams: null }],
    ['one command for two requests', { commandIds: ['c', 'c'] }],
    ['a command of nobody', { agencies: ['school', null] }],
    ['a time that never comes', { at: 'infinity' }],
    ['a time that never was', { at: '-infinity' }],
    ['no time', { at: null }],
  ];

  it.each(forged)('cannot make the function write %s: all of it is refused', async (_what, said) => {
    const before = [await log(), await commands()];
    await expect(append({ ...proper, ...said })).rejects.toThrow(/do not fit together|violates|negative substring/);
    expect([await log(), await commands()]).toEqual(before);
  });

  it('gives an event that is in the log already no second place', async () => {
    const [first] = await log();
    const before = await log();
    await expect(append({ ...appendOf(1), ids: [first!.id] })).rejects.toThrow('events_id_key');
    await expect(append({ ...appendOf(2), ids: [randomUUID(), first!.id] })).rejects.toThrow('events_id_key');
    expect(await log()).toEqual(before);
  });

  it.each([
    ['an older revision', 0],
    ['before the first', -1],
    ['one that is not there yet', 7],
    ['none that there is', -2],
    ['nothing', null],
  ])('cannot extend a stream anywhere but at its head: expecting %s', async (_what, expected) => {
    const { stream } = (await log())[0]!;
    const before = await log();
    const { rows } = await append({ ...appendOf(1), streams: [stream], expecteds: [expected] });
    expect(rows).toMatchObject([{ outcome: 'revision-conflict' }]);
    expect(await log()).toEqual(before);
  });

  it('adds what it is given after the head, in the order given, whatever is refused between', async () => {
    const before = await log();
    const { stream } = before[0]!;
    const said = { ...appendOf(2, 1, 3), expecteds: [-1, 5, -1] };
    const { rows } = await append({ ...said, streams: [said.streams![0]!, stream, said.streams![2]!] });
    expect(rows.map(({ outcome }) => outcome)).toEqual(['appended', 'revision-conflict', 'appended']);
    const ids = said.ids!;
    expect((await log()).slice(before.length).map(({ id }) => id)).toEqual([ids[0], ids[1], ids[3], ids[4], ids[5]]);
  });

  describe('and the time at which something is recorded:', () => {
    const recordedIn = async (stream: string): Promise<readonly string[]> => {
      const { rows } = await database().owner.query<{ recorded_at: Date }>(
        'select recorded_at from log.events where stream = $1 order by revision',
        [stream],
      );
      return rows.map(({ recorded_at: at }) => at.toISOString());
    };
    const databaseTime = async (): Promise<number> => {
      const { rows } = await database().owner.query<{ now: Date }>('select clock_timestamp() as now');
      return rows[0]!.now.getTime();
    };
    const MINUTE = 60_000;

    it('is the database’s where the one that is said is far ahead, and holds no later one back', async () => {
      const before = await databaseTime();
      const ahead = { ...appendOf(1), at: '9999-12-31T00:00:00.000Z' };
      const streams = ahead.streams!;
      await append(ahead);
      const next = new Date((await databaseTime()) + MINUTE).toISOString();
      await append({ ...appendOf(1), streams, expecteds: [0], at: next });
      const [first, second] = await recordedIn(streams[0]!);
      expect(Date.parse(first!)).toBeGreaterThanOrEqual(before);
      expect(Date.parse(first!)).toBeLessThanOrEqual(await databaseTime());
      expect(second).toBe(next);
    });

    it('is the one that is said where the two clocks differ by minutes', async () => {
      const at = new Date((await databaseTime()) + 4 * MINUTE).toISOString();
      const said = { ...appendOf(1), at };
      await append(said);
      expect(await recordedIn(said.streams![0]!)).toEqual([at]);
    });

    it('is never before that of the event before it in its stream', async () => {
      const said = { ...appendOf(1), at: '2026-06-30T09:12:00.000Z' };
      await append(said);
      await append({ ...appendOf(1), streams: said.streams, expecteds: [0], at: '1900-01-01T00:00:00.000Z' });
      expect(await recordedIn(said.streams![0]!)).toEqual([said.at, said.at]);
    });
  });

  it('lets one of two requests in one call extend a stream', async () => {
    const said = appendOf(1, 1);
    const { rows } = await append({ ...said, streams: [said.streams![0]!, said.streams![0]!] });
    expect(rows.map(({ outcome }) => outcome)).toEqual(['appended', 'revision-conflict']);
  });

  it.each(['repeatable read', 'serializable'])(
    'cannot take a position twice with an old view of the log: %s',
    async (level) => {
      const client = await database().app.connect();
      try {
        await client.query(`begin isolation level ${level}`);
        await client.query('select max(position) from log.events');
        await append(appendOf(2));
        const before = await log();
        await expect(client.query(APPEND, Object.values(appendOf(3)) as unknown[])).rejects.toThrow(
          /events_pkey|serialize/,
        );
        await client.query('rollback');
        expect(await log()).toEqual(before);
      } finally {
        client.release();
      }
    },
  );

  it('leaves no gap by taking back what it has appended', async () => {
    const client = await database().app.connect();
    try {
      await client.query('begin');
      await client.query(APPEND, Object.values(appendOf(3)) as unknown[]);
      await client.query('savepoint later');
      await client.query(APPEND, Object.values(appendOf(2)) as unknown[]);
      await client.query('rollback to savepoint later');
      await client.query(APPEND, Object.values(appendOf(1)) as unknown[]);
      await client.query('commit');
      await client.query('begin');
      await client.query(APPEND, Object.values(appendOf(4)) as unknown[]);
      await client.query('rollback');
      expect((await append(appendOf(1))).rows).toMatchObject([{ outcome: 'appended' }]);
    } finally {
      client.release();
    }
  });
});

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { canonicalJson, NO_STREAM, type Append, type EventStore, type Recorded } from '@hub/eventsourcing';
import { connectionPool, logMigrations, migrate, postgresEventStore } from './index.js';
import { withPostgres } from './testing/index.js';

const now = () => '2026-06-30T09:12:00.000Z';

const happened = (data: object = {}, id = randomUUID()) => ({
  type: 'SomethingHappened',
  id,
  data,
  metadata: { agency: 'school', actor: 'worker-1', correlationId: 'c-1' },
});

const appendOf = (said: Partial<Append> = {}): Append => ({
  stream: `stream-${randomUUID()}`,
  events: [happened()],
  expected: NO_STREAM,
  claim: { agency: 'school', commandId: randomUUID(), requestMac: 'mac' },
  ...said,
});

describe('the log on PostgreSQL', () => {
  const database = withPostgres();
  let store: EventStore;

  beforeAll(async () => {
    await migrate(database().owner, logMigrations);
    store = postgresEventStore({ connectionString: database().appUrl, now });
  });
  afterAll(() => store.close());

  describe('is never changed', () => {
    const changes = [
      `update log.events set type = 'Other'`,
      'delete from log.events',
      'truncate log.events',
      `update log.commands set request_mac = 'other'`,
      'delete from log.commands',
      'truncate log.commands',
    ];
    beforeAll(() => store.append(appendOf()));

    it.each(changes)('by the hub: %s', async (change) => {
      await expect(database().app.query(change)).rejects.toThrow('permission denied');
    });

    it.each(changes)('by its owner: %s', async (change) => {
      await expect(database().owner.query(change)).rejects.toThrow('the log is never changed');
    });

    it.each([
      'drop table log.events',
      'alter table log.events disable trigger all',
      'create table log.more ()',
      `insert into concord.migrations values ('x', 'y')`,
      'create function log.f() returns int language sql as $$ select 1 $$',
    ])('nor is its schema by the hub: %s', async (change) => {
      await expect(database().app.query(change)).rejects.toThrow(/permission denied|must be owner/);
    });
  });

  it('keeps events as bytes in canonical form', async () => {
    const data = { b: [1, { d: '\u0000é', c: 1e21 }], a: null };
    const { stream } = await store.append(appendOf({ events: [happened(data)] }));
    const { rows } = await database().owner.query<{ data: Buffer; metadata: Buffer }>(
      'select data, metadata from log.events where stream = $1',
      [stream],
    );
    expect(rows[0]?.data.toString()).toBe(canonicalJson(data));
    expect(rows[0]?.data.toString()).toBe('{"a":null,"b":[1,{"c":1e+21,"d":"\\u0000é"}]}');
    expect(rows[0]?.metadata.toString()).toBe(canonicalJson(happened().metadata));
  });

  it('gives out positions without gaps, also after appends that failed', async () => {
    const taken = randomUUID();
    await store.append(appendOf({ events: [happened({}, taken)] }));
    const before = BigInt(await store.head());
    const requests = Array.from({ length: 40 }, (_, n) =>
      n % 4 === 0 ? appendOf({ expected: 7 }) : n % 4 === 1 ? appendOf({ events: [happened({}, taken)] }) : appendOf(),
    );
    const outcomes = await Promise.allSettled(requests.map((request) => store.append(request)));
    const codes = outcomes.map((outcome) =>
      outcome.status === 'rejected' ? (outcome.reason.code as string) : 'appended',
    );
    expect(codes).toEqual(
      requests.map((_, n) => ['revision-conflict', 'command-conflict', 'appended', 'appended'][n % 4]),
    );
    const positions = outcomes.flatMap((one) =>
      one.status === 'fulfilled' ? [BigInt(one.value.position) - before] : [],
    );
    expect(positions.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
  });

  it('is one log for several hubs that write at the same time', async () => {
    const after = await store.head();
    const hubs = [store, ...[1, 2].map(() => postgresEventStore({ connectionString: database().appUrl, now }))];
    const streams = Array.from({ length: 12 }, () => `stream-${randomUUID()}`);
    const seen: Recorded[] = [];
    const stop = new AbortController();
    const following = (async () => {
      for await (const batch of hubs[1]!.follow(after, stop.signal)) seen.push(...batch);
    })();

    const conflicts = await Promise.all(
      streams.flatMap((stream) =>
        hubs.map(async (hub) => {
          let lost = 0;
          for (let n = 0; n < 8;) {
            const expected = (await hub.heads([stream])).get(stream)!;
            await hub.append(appendOf({ stream, expected })).then(
              () => (n += 1),
              (error: unknown) => {
                expect(error).toMatchObject({ code: 'revision-conflict' });
                lost += 1;
              },
            );
          }
          return lost;
        }),
      ),
    );
    expect(conflicts.reduce((sum, lost) => sum + lost)).toBeGreaterThan(0);
    const total = streams.length * hubs.length * 8;
    while (seen.length < total) await sleep(10);
    stop.abort();
    await following;
    const first = Number(after);
    expect(seen.map(({ position }) => Number(position))).toEqual(
      Array.from({ length: total }, (_, n) => first + n + 1),
    );
    const known = await store.readMany(streams);
    for (const stream of streams) expect(seen.filter((event) => event.stream === stream)).toEqual(known.get(stream));
    await Promise.all(hubs.slice(1).map((hub) => hub.close()));
  });

  it('is told to followers as it reads, whichever hub has written it', async () => {
    const early = (): string => '2026-06-30T09:11:00.000Z';
    const other = postgresEventStore({ connectionString: database().appUrl, now: early });
    const from = await store.head();
    const seen = new Map<EventStore, Recorded[]>();
    const ended = new AbortController();
    const following = [store, other].map(async (one) => {
      const events: Recorded[] = [];
      seen.set(one, events);
      for await (const batch of one.follow(from, ended.signal)) events.push(...batch);
    });
    const stream = `stream-${randomUUID()}`;
    for (let n = 0; n < 20; n += 1) {
      const one = n % 3 === 0 ? other : store;
      await one.append(appendOf({ stream, expected: n - 1, events: [happened({ n, a: 'é' })] }));
      if (n % 5 === 0) await other.append(appendOf({ events: [happened({ b: 1, a: -0 }), happened()] }));
    }
    const fresh = postgresEventStore({ connectionString: database().appUrl, now });
    const all = await fresh.page(from, 1_000);
    for (const events of seen.values()) {
      while (events.length < all.length) await sleep(5);
      expect(events).toEqual(all);
    }
    ended.abort();
    await Promise.all([...following, other.close(), fresh.close()]);
  });

  it('waits for its turn while another hub commits', async () => {
    const client = await database().owner.connect();
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(7236417002)');
    let answered = false;
    const append = store.append(appendOf()).then(() => (answered = true));
    await sleep(100);
    expect(answered).toBe(false);
    await client.query('commit');
    client.release();
    expect(await append).toBe(true);
  });

  it('pushes back when too many are waiting, and carries the others out', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 10_050 }, () => store.append(appendOf())));
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(50);
    expect(refused[0]?.reason).toMatchObject({ code: 'unavailable' });
  });

  it('is unavailable, within seconds and without a leak of what was asked, when PostgreSQL is away', async () => {
    const away = postgresEventStore({ connectionString: 'postgres://concord_app:secret@127.0.0.1:1/concord', now });
    const request = appendOf({ events: [happened({ text: 'a family secret' })] });
    for (const attempt of [
      away.append(request),
      away.read('x'),
      away.heads(['x']),
      away.answerTo(request.claim),
      away.head(),
    ]) {
      const error: unknown = await attempt.catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'EventStoreError', code: 'unavailable' });
      expect(JSON.stringify(error) + String(error)).not.toContain('secret');
    }
    await away.close();
  });

  it('ends a follower that can never go on, instead of trying for ever', async () => {
    const elsewhere = new URL(database().adminUrl);
    elsewhere.pathname = '/postgres';
    const empty = postgresEventStore({ connectionString: elsewhere.href, now });
    const following = empty.follow(empty.start, new AbortController().signal)[Symbol.asyncIterator]();
    await expect(following.next()).rejects.toMatchObject({ code: 'unavailable', cause: { code: '42P01' } });
    await empty.close();
  });

  it('does not take a position of another log for one of its own', async () => {
    await expect(store.page('12; drop table', 1)).rejects.toThrow(RangeError);
    expect(() => store.isAfter('C:1/P:1', '0')).toThrow(RangeError);
  });

  it('reads large events in pages that fit the memory', async () => {
    const after = await store.head();
    const text = 'x'.repeat(900_000);
    for (let n = 0; n < 12; n += 1) await store.append(appendOf({ events: [happened({ text })] }));
    const page = await store.page(after, 1_000);
    expect(page.length).toBeGreaterThan(1);
    expect(page.length).toBeLessThan(12);
  });

  it('outlives the loss of its connections: what was acknowledged is there once, and followers skip nothing', async () => {
    const after = await store.head();
    const admin = connectionPool(database().adminUrl, { max: 1 });
    const seen: Recorded[] = [];
    const stop = new AbortController();
    const following = (async () => {
      for await (const batch of store.follow(after, stop.signal)) seen.push(...batch);
    })();

    let cutting = true;
    let acknowledged = 0;
    const cut = async () => {
      let before = 0;
      while (cutting) {
        await sleep(15);
        // Something comes through between two cuts, however slow the machine is.
        if (acknowledged === before) continue;
        before = acknowledged;
        await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'concord_app'`);
      }
    };
    let unknown = 0;
    /** As a caller would: the same command again, until there is an answer. */
    const insist = async (command: Append): Promise<number> => {
      for (;;) {
        try {
          const { revision } = await store.append(command);
          acknowledged += 1;
          return revision;
        } catch (error) {
          expect(error).toMatchObject({ name: 'EventStoreError', code: 'unavailable' });
          unknown += 1;
        }
      }
    };
    const write = async (stream: string) => {
      for (let n = 0; n < 40; n += 1) expect(await insist(appendOf({ stream, expected: n - 1 }))).toBe(n);
    };
    const cuts = cut();
    const streams = Array.from({ length: 8 }, () => `stream-${randomUUID()}`);
    await Promise.all(streams.map(write));
    cutting = false;
    await cuts;
    await admin.end();

    expect(unknown).toBeGreaterThan(0);
    while (seen.length < 320) await sleep(10);
    stop.abort();
    await following;
    expect(seen).toHaveLength(320);
    for (const stream of streams) {
      expect(seen.filter((event) => event.stream === stream).map(({ revision }) => revision)).toEqual(
        Array.from({ length: 40 }, (_, n) => n),
      );
    }
  });
});

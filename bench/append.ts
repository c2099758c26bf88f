import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { NO_STREAM, type Append, type EventStore } from '@hub/eventsourcing';
import { connectionPool, logMigrations, migrate, postgresEventStore } from '@hub/postgres';
import { startTestDatabase, type TestDatabase } from '@hub/postgres/testing';

/** One measured promise: how much better or worse than the baseline, over interleaved rounds. */
export interface Row {
  readonly what: string;
  readonly baseline: string;
  readonly ratio: { readonly median: number; readonly min: number; readonly max: number };
  readonly atLeast: number;
  readonly aimFor: number;
  readonly better: 'higher' | 'lower';
}

const full = process.env['CONCORD_BENCH_FULL'] === '1';
const ROUNDS = full ? 15 : 9;
const CONCURRENT_APPENDS = full ? 8_000 : 3_000;
const SINGLE_APPENDS = full ? 1_000 : 400;
const STREAMS = 1_000;
const FEW = 10_000;
const MANY = full ? 1_000_000 : 100_000;

/** About as large as a consent. */
const data = {
  consentId: 'c0a5f4b2-6f0e-4c55-9a53-2f0f0f8d8a11',
  about: 'person-8d1f7b62',
  grantor: { person: 'person-12b9', capacity: 'parental-responsibility' },
  scope: {
    categories: ['attendance', 'early-help', 'housing'],
    recipients: ['health', 'housing'],
    purposes: ['early-help'],
  },
  period: { from: '2026-06-30T09:12:00.000Z', until: '2027-06-30T09:12:00.000Z' },
  evidence: 'paper form, seen by the worker on the day; filed under the reference of the agency',
};
const metadata = { agency: 'school', actor: 'worker-7731', correlationId: '6e8bf430-9c3a-11d9-9669-0800200c9a66' };

const medianOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

const spread = (ratios: readonly number[]): Row['ratio'] => ({
  median: medianOf(ratios),
  min: Math.min(...ratios),
  max: Math.max(...ratios),
});

/** `concurrency` workers that share `count` pieces of work; the rate per second. */
const rateOf = async (count: number, concurrency: number, work: (n: number) => Promise<unknown>): Promise<number> => {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  return (count * 1000) / (performance.now() - startedAt);
};

/** Rounds of the one, then the other, so that whatever else the machine does meets both. The first warms up. */
const interleaved = async (ours: () => Promise<number>, theirs: () => Promise<number>): Promise<Row['ratio']> => {
  const ratios: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const baseline = await theirs();
    const measured = await ours();
    if (round > 0) ratios.push(measured / baseline);
    if (process.env['CONCORD_BENCH_RAW']) console.error(round, baseline.toFixed(2), measured.toFixed(2));
  }
  return spread(ratios);
};

const now = () => new Date().toISOString();

const openStore = async (database: TestDatabase): Promise<EventStore> => {
  await migrate(database.owner, logMigrations);
  return postgresEventStore({ connectionString: database.appUrl, now });
};

/** Appends of one event to streams that all exist side by side; no two appends of a round race. */
const appender = (store: EventStore) => {
  const heads = new Map<string, number>();
  const busy = new Set<string>();
  let turn = 0;
  return async (): Promise<void> => {
    let stream: string;
    do stream = `bench-${(turn++ * 7) % STREAMS}`;
    while (busy.has(stream));
    busy.add(stream);
    const request: Append = {
      stream,
      events: [{ type: 'ConsentGranted', id: randomUUID(), data, metadata }],
      expected: heads.get(stream) ?? NO_STREAM,
      claim: { agency: 'school', commandId: randomUUID(), requestMac: '0f343b0931126a20f133d67c2b018a3b' },
    };
    heads.set(stream, (await store.append(request)).revision);
    busy.delete(stream);
  };
};

const BARE_TABLE = 'create schema bare; create table bare.events (like log.events including all)';
const BARE_INSERT = 'insert into bare.events values ($1, $2, $3, $4, $5, $6, $7, $8)';

const bareInserter = async (database: TestDatabase, connections: number) => {
  const pool = connectionPool(database.ownerUrl, { max: connections });
  const { rows } = await database.owner.query<{ head: string }>(
    'select coalesce(max(position), 0) as head from bare.events',
  );
  let position = Number(rows[0]!.head);
  const insert = (): Promise<unknown> => {
    position += 1;
    const [stream, revision] = [`bench-${position % STREAMS}`, Math.floor(position / STREAMS)];
    const [bytes, about] = [Buffer.from(JSON.stringify(data)), Buffer.from(JSON.stringify(metadata))];
    const values = [position, stream, revision, randomUUID(), 'ConsentGranted', bytes, about, now()];
    return pool.query({ name: 'bare', text: BARE_INSERT, values });
  };
  return { insert, close: () => pool.end() };
};

const againstBareInserts = async (): Promise<Row[]> => {
  const database = await startTestDatabase({ durable: true });
  const store = await openStore(database);
  await database.owner.query(BARE_TABLE);
  const append = appender(store);

  const sixteen = await bareInserter(database, 16);
  const concurrent = await interleaved(
    () => rateOf(CONCURRENT_APPENDS, 64, append),
    () => rateOf(CONCURRENT_APPENDS, 16, sixteen.insert),
  );
  await sixteen.close();
  const one = await bareInserter(database, 1);
  const single = await interleaved(
    () => rateOf(SINGLE_APPENDS, 1, append),
    () => rateOf(SINGLE_APPENDS, 1, one.insert),
  );
  await one.close();
  await store.close();
  await database.close();
  return [
    {
      what: 'durable appends a second, 64 commands at a time over 1,000 streams',
      baseline: 'bare INSERT of the same row and indexes, 16 connections',
      ratio: concurrent,
      atLeast: 1.5,
      aimFor: 3,
      better: 'higher',
    },
    {
      what: 'durable appends a second, one at a time',
      baseline: 'bare INSERT of the same row and indexes, one connection',
      ratio: single,
      atLeast: 0.5,
      aimFor: 0.8,
      better: 'higher',
    },
  ];
};

const FILL = `
  with filled as (
    insert into log.events
    select n, 'filled-' || n % $2, n / $2, gen_random_uuid(), 'ConsentGranted', $3, $4, now()
    from generate_series(1, $1::int) n returning stream, revision, position
  )
  insert into log.commands
  select 'school', gen_random_uuid()::text, '0f343b0931126a20f133d67c2b018a3b', stream, revision, 1, position from filled`;

const filledStore = async (events: number): Promise<{ store: EventStore; close: () => Promise<void> }> => {
  const database = await startTestDatabase({ durable: true });
  const store = await openStore(database);
  const bytes = [data, metadata].map((value) => Buffer.from(JSON.stringify(value)));
  await database.owner.query(FILL, [events, Math.ceil(events / 10), ...bytes]);
  await database.owner.query('checkpoint').catch(() => undefined);
  return { store, close: () => store.close().then(() => database.close()) };
};

/** The median time of one append, in milliseconds. */
const medianAppend = async (append: () => Promise<void>): Promise<number> => {
  const times: number[] = [];
  for (let n = 0; n < SINGLE_APPENDS; n += 1) {
    const startedAt = performance.now();
    await append();
    times.push(performance.now() - startedAt);
  }
  return medianOf(times);
};

const asTheLogGrows = async (): Promise<Row> => {
  const [few, many] = [await filledStore(FEW), await filledStore(MANY)];
  const [appendToFew, appendToMany] = [appender(few.store), appender(many.store)];
  const ratio = await interleaved(
    () => medianAppend(appendToMany),
    () => medianAppend(appendToFew),
  );
  await few.close();
  await many.close();
  return {
    what: `median time of an append to a log of ${MANY.toLocaleString('en-GB')} events`,
    baseline: `the same, ${FEW.toLocaleString('en-GB')} events`,
    ratio,
    atLeast: 1.3,
    aimFor: 1.1,
    better: 'lower',
  };
};

/** What the log promises about its speed. `CONCORD_BENCH_FULL=1` measures at full size. */
export const appendBenchmark = async (): Promise<Row[]> => [...(await againstBareInserts()), await asTheLogGrows()];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { ratio, ...row } of await appendBenchmark()) console.log({ ...row, ...ratio });
}

import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { NO_STREAM, type Append, type EventStore } from '@hub/eventsourcing';
import { connectionPool, logMigrations, migrate, postgresEventStore } from '@hub/postgres';
import { startTestDatabase, type TestDatabase } from '@hub/postgres/testing';
import { FULL, interleaved, rateOf, type Row } from './row.js';

const CONCURRENT_APPENDS = FULL ? 8_000 : 3_000;
const SINGLE_APPENDS = FULL ? 1_000 : 400;
const STREAMS = 1_000;

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

const now = () => new Date().toISOString();

const openStore = async (database: TestDatabase): Promise<EventStore> => {
  await migrate(database.owner, logMigrations);
  return postgresEventStore({ connectionString: database.appUrl, now });
};

/** Appends of one event to streams that all exist side by side; no two appends of a round race. */
export const appender = (store: EventStore) => {
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
    'appends a second, 64 at a time',
    () => rateOf(CONCURRENT_APPENDS, 64, append),
    () => rateOf(CONCURRENT_APPENDS, 16, sixteen.insert),
  );
  await sixteen.close();
  const one = await bareInserter(database, 1);
  const single = await interleaved(
    'appends a second, one at a time',
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

/** What the log promises about its speed. */
export const appendBenchmark = againstBareInserts;

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(await appendBenchmark(), null, 2));

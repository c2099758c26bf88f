import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PoolClient } from 'pg';
import type { EventStore, Recorded } from '@hub/eventsourcing';
import {
  connectionPool,
  logMigrations,
  migrate,
  postgresEventStore,
  projector,
  readStore,
  transaction,
} from '@hub/postgres';
import { startTestDatabase, type TestDatabase } from '@hub/postgres/testing';
import { inMemoryKeyStore, localKeyEncryption, vault } from '@hub/vault';
import { createTables, dropTables, tableIn } from '../libs/postgres/read-store/tables.js';
import { invented, register, writeTo } from '../libs/postgres/read-store/testing/a-log-of-events.js';
import { allProjections as projections } from '../libs/postgres/read-store/testing/all-projections.js';
import { FULL, interleaved, medianTime, type Row } from './row.js';

type Opening = {
  openEvents(events: readonly Recorded[]): Promise<readonly Recorded[]>;
  forgotten(): Promise<readonly string[]>;
};

const EVENTS = FULL ? 100_000 : 20_000;
const CHUNK = 64 * 1024;
const PASSAGES = 200;
const READS = FULL ? 200 : 50;

const tables = projections.flatMap((projection) => projection.tables);

interface Hub {
  readonly database: TestDatabase;
  readonly store: EventStore;
  readonly vault: Opening;
}

const open = async ({ sealed }: { sealed: boolean }): Promise<Hub> => {
  const database = await startTestDatabase({ durable: true });
  await migrate(database.owner, logMigrations);
  const now = (): string => new Date().toISOString();
  const store = postgresEventStore({ connectionString: database.appUrl, now });
  const kek = localKeyEncryption(randomBytes(32).toString('base64'));
  const safe = vault({ keys: inMemoryKeyStore(), kek, now: () => Date.now() });
  const log = sealed ? safe.sealing(store) : store;
  await writeTo(log, [...register(), ...invented(7, EVENTS)], 0, 256);
  return {
    database,
    store,
    vault: sealed ? safe : { openEvents: (events) => Promise.resolve(events), forgotten: () => Promise.resolve([]) },
  };
};

const forget = (database: TestDatabase): Promise<void> =>
  transaction(database.owner, async (client) => {
    await client.query(`drop schema if exists read, read_next, read_check cascade`);
    await client.query(`delete from concord.migrations where name like 'read/%'`);
  });

/** Events a second from an empty read store until everything is in it. */
const catchUp = async ({ database, store, vault: opening }: Hub): Promise<number> => {
  await forget(database);
  const names = projections.map(({ name }) => name);
  const views = readStore({ pools: database, store, now: () => '', projections: names });
  const head = await store.head();
  const startedAt = performance.now();
  const made = projector({ store, vault: opening, pools: database, projections, board: views });
  await made.start();
  if (!(await views.waitFor(head, 600_000))) throw new Error('the projections have not caught up');
  const rate = (EVENTS * 1000) / (performance.now() - startedAt);
  await made.stop();
  return rate;
};

interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** `COPY … FROM STDIN` of text that is ready: what `pg` leaves out. */
const copyIn = (client: PoolClient, text: string, rows: Buffer): Promise<void> =>
  new Promise((resolve, reject) => {
    const nothing = (): void => undefined;
    const copying = {
      submit: (connection: CopyConnection): void => {
        connection.query(text);
      },
      handleCopyInResponse: (connection: CopyConnection): void => {
        for (let at = 0; at < rows.length; at += CHUNK) connection.sendCopyFromChunk(rows.subarray(at, at + CHUNK));
        connection.endCopyFrom();
      },
      handleCommandComplete: nothing,
      handleRowDescription: nothing,
      handleReadyForQuery: (): void => {
        resolve();
      },
      handleError: reject,
    };
    (client.query as (query: unknown) => unknown)(copying);
  });

/** Events a second when the rows that they come to are copied by one client into the same tables, in one transaction. */
const copier = async ({ database }: Hub) => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-copy-'));
  chmodSync(folder, 0o777);
  const admin = connectionPool(database.adminUrl, { max: 1, statementTimeout: 0 });
  const rows = new Map<string, Buffer>();
  for (const { name } of tables) {
    await admin.query(`copy ${tableIn('live', name)} to '${join(folder, name)}'`);
    rows.set(name, readFileSync(join(folder, name)));
  }
  rmSync(folder, { recursive: true, force: true });
  const measure = async (): Promise<number> => {
    await transaction(database.owner, async (client) => {
      for (const projection of projections) {
        await dropTables(
          client,
          'check',
          projection.tables.map(({ name }) => name),
        );
        await createTables(client, 'check', projection);
      }
    });
    const startedAt = performance.now();
    // As a superuser: COPY into a table with row-level security is refused to everybody else.
    await transaction(admin, async (client) => {
      for (const [name, text] of rows) await copyIn(client, `copy ${tableIn('check', name)} from stdin`, text);
    });
    return (EVENTS * 1000) / (performance.now() - startedAt);
  };
  return { measure, close: () => admin.end() };
};

const catchUpRow = async (sealed: boolean): Promise<Row> => {
  const hub = await open({ sealed });
  await catchUp(hub);
  const copying = await copier(hub);
  const ratio = await interleaved(
    `events a second, ${sealed ? 'sealed' : 'in clear'}`,
    () => catchUp(hub),
    () => copying.measure(),
  );
  await copying.close();
  await hub.store.close();
  await hub.database.close();
  return {
    what: `all projections catch up with a log ${sealed ? 'of sealed content' : 'in clear'}`,
    baseline: 'COPY FROM STDIN of the final rows into the same tables',
    ratio,
    atLeast: 0.35,
    aimFor: 0.6,
    better: 'higher',
  };
};

const contentRow = async (): Promise<Row> => {
  const hub = await open({ sealed: false });
  await catchUp(hub);
  const { database, store } = hub;
  const views = readStore({ pools: database, store, now: () => '', projections: [] });
  const { rows } = await database.owner.query<{ passage: string; stream: string; revision: number }>(
    `select c.passage, c.item_id as stream, s.revision from read.item_content c
     join read.content_streams s on s.stream = c.item_id order by md5(c.passage) limit ${PASSAGES}`,
  );
  const passages = rows.map(({ passage, stream, revision }) => {
    const [item = '', name = ''] = passage.split('/');
    return { item, passage: name, stream, revision };
  });
  const permission = { disclosureId: 'd1', agency: 'school', passages };
  const ids = rows.map(({ passage }) => passage);
  const found = await views.contentStore.contentOf(permission);
  if (found.size !== PASSAGES) throw new Error(`${String(found.size)} of ${String(PASSAGES)} passages`);
  await database.owner.query(`create table if not exists read.bare as select * from read.item_content`);
  await database.owner.query(
    `create unique index on read.bare (passage, revision); grant select on read.bare to concord_app; analyze`,
  );
  const bare = { name: 'bare', text: 'select passage, content from read.bare where passage = any($1)', values: [ids] };
  const ratio = await interleaved(
    'content, ms',
    () => medianTime(READS, () => views.contentStore.contentOf(permission)),
    () =>
      medianTime(READS, async () => {
        const answer = await database.app.query<{ passage: string; content: string }>(bare);
        return new Map(answer.rows.map((row) => [row.passage, JSON.parse(row.content) as unknown]));
      }),
  );
  await store.close();
  await database.close();
  return {
    what: `content of ${String(PASSAGES)} permitted passages, by row-level security`,
    baseline: 'the same rows by bare SQL without a policy',
    ratio,
    atLeast: 2,
    aimFor: 1.3,
    better: 'lower',
  };
};

/** What the read store promises about its speed. `CONCORD_BENCH_FULL=1` measures at full size. */
export const projectionsBenchmark = async (): Promise<readonly Row[]> => [
  await catchUpRow(false),
  await catchUpRow(true),
  await contentRow(),
];

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(JSON.stringify(await projectionsBenchmark(), null, 2));

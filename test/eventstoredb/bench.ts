import { randomUUID } from 'node:crypto';
import {
  BACKWARDS,
  binaryEvent,
  END,
  EventStoreDBClient,
  START,
  streamNameFilter,
  type EventData,
  type ReadPosition,
} from '@eventstore/db-client';
import { NO_STREAM, type EventStore } from '@hub/eventsourcing';
import { eventStoreDbEventStore } from '@hub/eventstoredb';
import { appender } from '../../bench/append.js';
import { FULL, interleaved, medianTime, rateOf, say, type Row } from '../../bench/row.js';
import { startEventStore } from './server.js';

const APPENDS = FULL ? 4_000 : 1_000;
const CONCURRENT = 64;
const HEADS = FULL ? 1_000 : 200;
const BACKLOG = FULL ? 100_000 : 10_000;
const AT_ONCE = 500;

/** Those of the address; a server without TLS looks at none. */
const credentialsIn = (url: string) => {
  const [, username = 'admin', password = 'changeit'] = /\/\/([^:@/]+):([^@/]+)@/.exec(url) ?? [];
  return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
};

const now = (): string => new Date().toISOString();
const bytes = Buffer.from(JSON.stringify({ text: 'x'.repeat(400) }));

const event = (): EventData => binaryEvent({ type: 'ConsentGranted', data: bytes, metadata: { a: 1 } });

/** So many unary appends of the client by itself. A command at the port is two of them: its claim, and its event. */
const againstBareAppends = async (store: EventStore, client: EventStoreDBClient, url: string): Promise<Row> => {
  const append = appender(store);
  const credentials = credentialsIn(url);
  const bare = () => client.appendToStream(`bare-${randomUUID()}`, event(), { credentials });
  const ratio = await interleaved(
    'appends a second, 64 at a time',
    async () => 2 * (await rateOf(APPENDS, CONCURRENT, append)),
    () => rateOf(2 * APPENDS, CONCURRENT, bare),
  );
  return {
    what: 'appends a second at the port, 64 commands at a time, each with its claim',
    baseline: 'the same number of bare unary appends',
    ratio,
    atLeast: 0.7,
    aimFor: 0.9,
    better: 'higher',
  };
};

const againstBareReads = async (store: EventStore, client: EventStoreDBClient, space: string): Promise<Row> => {
  const streams = Array.from({ length: 6 }, () => `heads-${randomUUID()}`);
  for (const stream of streams)
    await store.append({
      stream,
      events: [
        { type: 'Happened', id: randomUUID(), data: {}, metadata: { agency: 'a', actor: 'w', correlationId: 'c' } },
      ],
      expected: NO_STREAM,
      claim: { agency: 'a', commandId: randomUUID(), requestMac: 'mac' },
    });
  const byHand = async (stream: string): Promise<bigint | undefined> => {
    const last = { direction: BACKWARDS, fromRevision: END, maxCount: 1, requiresLeader: true } as const;
    let revision: bigint | undefined;
    for await (const { event } of client.readStream(`${space}${stream}`, last)) revision = event?.revision;
    return revision;
  };
  const ratio = await interleaved(
    'heads of six streams, ms',
    () => medianTime(HEADS, () => store.heads(streams)),
    () => medianTime(HEADS, () => Promise.all(streams.map(byHand))),
  );
  return {
    what: 'heads of the six streams of a family view, p50',
    baseline: 'the same six reads by hand, in parallel',
    ratio,
    atLeast: 1.3,
    aimFor: 1.1,
    better: 'lower',
  };
};

const fill = async (store: EventStore): Promise<void> => {
  for (let written = 0; written < BACKLOG; written += AT_ONCE) {
    const metadata = { agency: 'a', actor: 'w', correlationId: 'c' };
    const events = Array.from({ length: AT_ONCE }, () => ({
      type: 'Happened',
      id: randomUUID(),
      data: { n: 1 },
      metadata,
    }));
    const claim = { agency: 'a', commandId: randomUUID(), requestMac: 'mac' };
    await store.append({ stream: `backlog-${randomUUID()}`, events, expected: NO_STREAM, claim });
  }
};

/** Where everything ends that is on the server. */
const endOf = async (client: EventStoreDBClient): Promise<ReadPosition> => {
  let end: ReadPosition = START;
  const last = client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 });
  for await (const { event } of last) end = event?.position ?? START;
  return end;
};

const againstBareSubscription = async (url: string): Promise<Row> => {
  const space = `${randomUUID()}/`;
  const store = eventStoreDbEventStore({ connectionString: url, now, space });
  const client = EventStoreDBClient.connectionString(url);
  // Both begin after what others keep on the server.
  await store.head();
  const fromPosition = await endOf(client);
  say(`  a log of ${BACKLOG.toLocaleString('en-GB')} events is being made`);
  await fill(store);

  const ours = async (): Promise<number> => {
    const stop = new AbortController();
    const startedAt = performance.now();
    let seen = 0;
    for await (const batch of store.follow(store.start, stop.signal))
      if ((seen += batch.length) >= BACKLOG) stop.abort();
    return (BACKLOG * 1000) / (performance.now() - startedAt);
  };
  const bare = async (): Promise<number> => {
    const filter = streamNameFilter({ prefixes: [`${space}backlog-`] });
    const subscription = client.subscribeToAll({ fromPosition, filter });
    const startedAt = performance.now();
    let seen = 0;
    for await (const _ of subscription) if ((seen += 1) >= BACKLOG) break;
    await subscription.unsubscribe().catch(() => undefined);
    return (BACKLOG * 1000) / (performance.now() - startedAt);
  };
  const ratio = await interleaved('events a second', ours, bare);
  await store.close();
  await client.dispose();
  return {
    what: `a follower that does nothing catches up with ${BACKLOG.toLocaleString('en-GB')} events`,
    baseline: 'a bare filtered subscription to everything',
    ratio,
    atLeast: 0.7,
    aimFor: 0.9,
    better: 'higher',
  };
};

/** What the adapter costs beside the client alone, on the server that `EVENTSTORE_URL` names; on the double only to show that it runs. */
export const eventStoreBenchmark = async (): Promise<Row[]> => {
  const { url, what, stop } = await startEventStore();
  say(`  against ${what === 'double' ? 'the double: these figures say nothing about a server' : url}`);
  const space = `${randomUUID()}/`;
  const store = eventStoreDbEventStore({ connectionString: url, now, space });
  const client = EventStoreDBClient.connectionString(url);
  const rows = [
    await againstBareAppends(store, client, url),
    await againstBareReads(store, client, space),
    await againstBareSubscription(url),
  ];
  await store.close();
  await client.dispose();
  await stop();
  return rows.map((row) => ({ ...row, what: what === 'double' ? `${row.what} (on the double)` : row.what }));
};

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '@hub/eventsourcing';
import { startEventStoreCluster, type EventStoreCluster } from '../../test/eventstoredb/index.js';
import { eventStoreDbEventStore } from './index.js';
import { carriedOut, firstToCome, requestFor } from './testing/callers.js';
import { unhandledRejections } from './testing/unhandled.js';

describe('whoever leads a cluster of three', () => {
  let cluster: EventStoreCluster;
  const opened: EventStore[] = [];
  const unhandled = unhandledRejections();
  beforeAll(async () => void (cluster = await startEventStoreCluster({ inaugurate: 500 })));
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    expect(unhandled).toEqual([]);
  });
  afterAll(() => cluster.stop());

  const open = (connectionString = cluster.url): EventStore => {
    const now = () => new Date().toISOString();
    const timeouts = { whole: 8_000, call: 600, silence: 700, patience: 50 };
    const store = eventStoreDbEventStore({ connectionString, now, timeouts });
    opened.push(store);
    return store;
  };
  const command = () => ({ id: randomUUID(), stream: `led-${randomUUID()}`, events: 1 });

  it('is asked nothing before it shows all that was answered, though the others name it already', async () => {
    const request = requestFor(command(), -1);
    const answer = await open().append(request);
    const old = await cluster.leader();
    await cluster.kill(old);
    // Whoever comes new has seen nothing that a node could show less of.
    const other = open();
    expect((await other.heads([request.stream])).get(request.stream)).toBe(0);
    expect(await other.answerTo(request.claim)).toEqual({ ...answer, replayed: true });
    await cluster.restart(old);
  });

  it('is not believed while it shows less of the log than is known, by whoever was told of one node alone', async () => {
    const old = await cluster.leader();
    const store = open(`esdb://127.0.0.1:${String(cluster.ports[(old + 1) % 3])}?tls=false`);
    const { position: before } = await store.append(requestFor(command(), -1));
    const { position } = await store.append(requestFor(command(), -1));
    await cluster.kill(old);
    expect(await store.growth(before, 10)).toMatchObject([{ position }]);
    expect(await store.head()).toBe(position);
    expect(await store.page(before, 10)).toHaveLength(1);
    await cluster.restart(old);
  });

  it('is found by whoever was told of the one before it alone, which is silent', async () => {
    const old = await cluster.leader();
    const store = open(`esdb+discover://127.0.0.1:${String(cluster.ports[old])}?tls=false`);
    await store.append(requestFor(command(), -1));
    await cluster.pause(old);
    expect(await carriedOut(store, command())).toMatchObject({ revision: 0 });
    await cluster.resume(old);
  });

  it('is found by the address once none of those answers any more that were known, each having another now', async () => {
    const later = await startEventStoreCluster();
    let [port] = cluster.ports;
    const name = createServer((socket) => {
      const through = connect(port!, '127.0.0.1');
      for (const end of [socket, through]) end.on('error', () => [socket, through].forEach((one) => one.destroy()));
      socket.pipe(through).pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(name, 'listening');
    const store = open(`esdb+discover://127.0.0.1:${String((name.address() as AddressInfo).port)}?tls=false`);
    expect((await store.heads(['nothing'])).get('nothing')).toBe(-1);
    [port] = later.ports;
    for (const index of [0, 1, 2]) await cluster.kill(index);
    expect(await carriedOut(store, command())).toMatchObject({ revision: 0 });
    for (const index of [0, 1, 2]) await cluster.restart(index);
    name.close();
    await later.stop();
  });

  it('is found by who follows and asks nothing else, after there was nobody for a while', async () => {
    const store = open();
    const after = await store.head();
    const gone = new AbortController();
    const followed = firstToCome(store, after, gone.signal);
    await sleep(100);
    const leader = await cluster.leader();
    const two = [leader, (leader + 1) % 3];
    for (const index of two) await cluster.kill(index);
    await sleep(1_000);
    for (const index of two) await cluster.restart(index);
    await carriedOut(open(), command());
    expect(await Promise.race([followed, sleep(6_000, 'nothing', { ref: false })])).toBe(1);
    gone.abort();
  });
});

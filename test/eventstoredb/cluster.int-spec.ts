import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreDBClient, FOLLOWER, jsonEvent, type JSONEventType } from '@eventstore/db-client';
import { startEventStoreCluster, type EventStoreCluster } from './index.js';

type Happened = JSONEventType<'happened', { readonly n: number }>;

const credentials = { username: 'admin', password: 'changeit' };
const happened = (n: number) => jsonEvent<Happened>({ type: 'happened', data: { n } });

interface Told {
  readonly members: readonly { readonly state: string; readonly isAlive: boolean; readonly httpEndPointPort: number }[];
}

describe('The double of a cluster of three', () => {
  let cluster: EventStoreCluster;
  beforeAll(async () => void (cluster = await startEventStoreCluster()));
  afterAll(() => cluster.stop());

  const node = (index: number) =>
    EventStoreDBClient.connectionString(`esdb://127.0.0.1:${String(cluster.ports[index])}?tls=false`);
  const read = async (client: EventStoreDBClient, stream: string, requiresLeader = false) => {
    const ns: (number | undefined)[] = [];
    for await (const { event } of client.readStream<Happened>(stream, { requiresLeader })) ns.push(event?.data.n);
    return ns;
  };
  const gossip = async (index: number): Promise<Told['members']> => {
    const answer = await fetch(`http://127.0.0.1:${String(cluster.ports[index])}/gossip`);
    return ((await answer.json()) as Told).members;
  };
  const statesAt = async (index: number) => (await gossip(index)).map(({ state }) => state);

  it('has one leader, of whom each node tells, and followers that hand on what is written to them', async () => {
    for (const index of [0, 1, 2]) expect(await statesAt(index)).toEqual(['Leader', 'Follower', 'Follower']);
    await node(1).appendToStream('handed-on', happened(1), { credentials });
    for (const index of [0, 1, 2]) expect(await read(node(index), 'handed-on')).toEqual([1]);
  });

  it('tells at a follower where the leader is, when something requires it', async () => {
    await node(0).appendToStream('led', happened(1), { credentials });
    await expect(read(node(2), 'led', true)).rejects.toMatchObject({
      type: 'not-leader',
      leader: { address: '127.0.0.1', port: cluster.ports[0] },
    });
    const preferring = EventStoreDBClient.connectionString(`${cluster.url}&nodePreference=${FOLLOWER}`);
    await expect(read(preferring, 'led', true)).rejects.toMatchObject({ type: 'not-leader' });
    expect(await read(preferring, 'led', true)).toEqual([1]);
  });

  it('elects another when the leader is killed, which comes back as a follower with all that it missed', async () => {
    const old = await cluster.leader();
    await node(old).appendToStream('survives', happened(1), { credentials });
    await cluster.kill(old);
    await expect(read(node(old), 'survives')).rejects.toMatchObject({ type: 'unavailable' });
    while ((await cluster.leader()) === old) await sleep(20);
    const next = await cluster.leader();
    expect((await gossip(next))[old]).toMatchObject({ state: 'Follower', isAlive: false });
    await node(next).appendToStream('survives', happened(2), { credentials, requiresLeader: true });
    await cluster.restart(old);
    await sleep(50);
    expect((await statesAt(old))[next]).toBe('Leader');
    expect(await read(node(old), 'survives')).toEqual([1, 2]);
  });

  it('elects another when the leader stands still, which answers as a leader with its old log until it learns of it', async () => {
    const old = await cluster.leader();
    const client = node(old);
    await client.appendToStream('stands', happened(1), { credentials });
    await cluster.pause(old);
    const asked = read(client, 'stands', true);
    while ((await cluster.leader()) === old) await sleep(20);
    await node(await cluster.leader()).appendToStream('stands', happened(2), { credentials });
    await cluster.resume(old);
    expect(await asked).toEqual([1]);
    await sleep(300);
    await expect(read(client, 'stands', true)).rejects.toMatchObject({ type: 'not-leader' });
    expect(await read(node(old), 'stands')).toEqual([1, 2]);
  });

  it('acknowledges nothing that only one node has', async () => {
    const leader = await cluster.leader();
    const others = [0, 1, 2].filter((index) => index !== leader);
    for (const other of others) await cluster.kill(other);
    const appending = node(leader).appendToStream('alone', happened(1), { credentials, deadline: 200 });
    await expect(appending).rejects.toMatchObject({ type: 'deadline-exceeded' });
    for (const other of others) await cluster.restart(other);
    await sleep(50);
    await expect(read(node(leader), 'alone')).rejects.toMatchObject({ type: 'stream-not-found' });
    await node(leader).appendToStream('alone', happened(2), { credentials });
    expect(await read(node(others[0]!), 'alone')).toEqual([2]);
  });

  it('leaves connections dead that are frozen, and answers new ones', async () => {
    const leader = await cluster.leader();
    const client = node(leader);
    await client.appendToStream('frozen', happened(1), { credentials });
    await cluster.freeze(leader);
    const asked = client.appendToStream('frozen', happened(2), { credentials, deadline: 200 });
    await expect(asked).rejects.toMatchObject({ type: 'deadline-exceeded' });
    const other = EventStoreDBClient.connectionString(
      `esdb://127.0.0.1:${String(cluster.ports[leader])}?tls=false&keepAliveInterval=10001`,
    );
    expect(await read(other, 'frozen')).toEqual([1]);
  });
});

import { randomUUID } from 'node:crypto';
import {
  BACKWARDS,
  END,
  EventStoreDBClient,
  jsonEvent,
  START,
  streamNameFilter,
  type JSONEventType,
  type Position,
} from '@eventstore/db-client';
import { startEventStoreDouble, type EventStoreDouble } from './index.js';

type Happened = JSONEventType<'happened', { readonly n: number; readonly filler?: string }>;

const credentials = { username: 'admin', password: 'changeit' };
const happened = (n: number, filler = '') => jsonEvent<Happened>({ type: 'happened', data: { n, filler } });

/** What the adapter relies on that the recorded questions do not ask; the protocol's documentation says so. */
describe('The double of EventStoreDB keeps the protocol where nothing was recorded', () => {
  let double: EventStoreDouble;
  let client: EventStoreDBClient;
  let stream: string;

  beforeAll(async () => {
    double = await startEventStoreDouble();
    client = EventStoreDBClient.connectionString(double.url);
  });
  beforeEach(() => {
    stream = randomUUID();
  });
  afterAll(() => double.stop());

  const append = (count: number, to = stream) =>
    client.appendToStream(
      to,
      Array.from({ length: count }, (_, n) => happened(n)),
      { credentials },
    );

  const readAll = async (options: Parameters<EventStoreDBClient['readAll']>[0]) => {
    const found: { readonly n: number; readonly position: Position }[] = [];
    for await (const { event } of client.readAll(options)) {
      if (event?.streamId !== stream) continue;
      found.push({ n: (event.data as Happened['data']).n, position: event.position });
    }
    return found;
  };

  it('everything is read from a position with it, and backwards from it without', async () => {
    await append(5);
    const all = await readAll({ fromPosition: START });
    expect(all.map(({ n }) => n)).toEqual([0, 1, 2, 3, 4]);
    const fromPosition = all[2]!.position;
    expect((await readAll({ fromPosition })).map(({ n }) => n)).toEqual([2, 3, 4]);
    expect((await readAll({ fromPosition, direction: BACKWARDS })).map(({ n }) => n)).toEqual([1, 0]);
    expect((await readAll({ fromPosition: END, direction: BACKWARDS, maxCount: 2 })).map(({ n }) => n)).toEqual([4, 3]);
  });

  it('a subscription to everything takes names by a regular expression, what comes included', async () => {
    const filter = streamNameFilter({ regex: `^(one|two)-${stream}$` });
    const seen: string[] = [];
    await append(1, `one-${stream}`);
    await append(1, `three-${stream}`);
    const subscription = client.subscribeToAll({ fromPosition: START, filter });
    subscription.once('caughtUp', () => void append(1, `two-${stream}`));
    for await (const { event } of subscription) if (seen.push(event?.streamId ?? '') === 2) break;
    expect(seen).toEqual([`one-${stream}`, `two-${stream}`]);
  });

  it("a stream's metadata is kept, and shows only the last that it says", async () => {
    await append(5);
    await client.setStreamMetadata(stream, { maxCount: 2 }, { credentials });
    expect((await client.getStreamMetadata(stream)).metadata).toEqual({ maxCount: 2 });
    const revisions: bigint[] = [];
    for await (const { event } of client.readStream(stream)) if (event) revisions.push(event.revision);
    expect(revisions).toEqual([3n, 4n]);
  });

  it('a client that is given several nodes finds the leader by their gossip', async () => {
    const address = `127.0.0.1:${double.port}`;
    const cluster = EventStoreDBClient.connectionString(`esdb://${address},${address}?tls=false`);
    await cluster.appendToStream(stream, happened(7), { credentials });
    expect((await readAll({ fromPosition: START })).map(({ n }) => n)).toEqual([7]);
  });

  it('who leads, and how far a follower is behind, is told over HTTP at the same address', async () => {
    const gossip = async () => {
      const answer = await fetch(`http://127.0.0.1:${double.port}/gossip?format=json`);
      return (
        (await answer.json()) as {
          readonly members: readonly { readonly state: string; readonly writerCheckpoint: number }[];
        }
      ).members;
    };
    expect(await gossip()).toMatchObject([{ state: 'Leader', httpEndPointPort: double.port }]);
    await double.faults.plan({ fault: 'not-leader', lacks: 40, leader: { host: '127.0.0.1', port: 1 } });
    const [follower, leader] = await gossip();
    await double.faults.clear();
    expect([follower?.state, leader?.state]).toEqual(['Follower', 'Leader']);
    expect(leader!.writerCheckpoint - follower!.writerCheckpoint).toBe(40);
  });

  it('the path without credentials refuses what the other refuses', async () => {
    await append(3);
    await client.tombstoneStream(stream);
    await expect(client.appendToStream(stream, happened(3))).rejects.toMatchObject({ type: 'stream-deleted' });
    const tooLarge = client.appendToStream(`${stream}-large`, happened(0, 'x'.repeat(1_100_000)));
    await expect(tooLarge).rejects.toMatchObject({ type: 'maximum-append-size-exceeded', maxAppendSize: 1_048_576 });
  });

  it('whoever reads everything meets what the server wrote for itself', async () => {
    const types: (string | undefined)[] = [];
    for await (const { event } of client.readAll({ fromPosition: START, maxCount: 3 })) types.push(event?.type);
    expect(types).toEqual(['$metadata', '$metadata', '$User']);
  });
});

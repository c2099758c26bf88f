import { randomUUID } from 'node:crypto';
import { binaryEvent, EventStoreDBClient, jsonEvent, type EventData } from '@eventstore/db-client';
import type { EventStore, Recorded } from '@hub/eventsourcing';
import { startEventStoreDouble, type EventStoreDouble } from '../../test/eventstoredb/index.js';
import { eventStoreDbEventStore } from './index.js';
import { requestFor } from './testing/callers.js';

const credentials = { username: 'operator', password: 'operator' };

describe('what others do to an EventStoreDB that holds the log', () => {
  let double: EventStoreDouble;
  let operator: EventStoreDBClient;
  let store: EventStore;
  let stream: string;
  const open = (): EventStore =>
    eventStoreDbEventStore({
      connectionString: double.url,
      now: () => new Date().toISOString(),
      timeouts: { whole: 600, call: 500 },
    });
  const commandOn = (name: string, expected = -1) =>
    requestFor({ id: randomUUID(), stream: name, events: 3 }, expected);
  beforeAll(async () => {
    double = await startEventStoreDouble();
    operator = EventStoreDBClient.connectionString(double.url);
  });
  beforeEach(async () => {
    stream = `kept-${randomUUID()}`;
    store = open();
    await store.append(commandOn(stream));
  });
  afterEach(() => store.close());
  afterAll(() => double.stop());

  const isCutShort = (work: Promise<unknown>) =>
    expect(work).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining('cut short') });

  it('leaves out what is not its own, however like its own it looks', async () => {
    const after = await store.head();
    const strangers: readonly EventData[] = [
      jsonEvent({ type: 'Happened', data: {}, metadata: { event: { agency: 'school' } } }),
      binaryEvent({ type: 'Happened', data: Buffer.from('{}'), metadata: Buffer.from('{"event":null}') }),
      binaryEvent({ type: 'Happened', data: Buffer.from('\u0000'), metadata: Buffer.from('no JSON') }),
      binaryEvent({ type: '$>', data: Buffer.from(`0@${stream}`) }),
    ];
    for (const stranger of strangers) await operator.appendToStream(`other-${stream}`, stranger, { credentials });
    await operator.appendToStream('$settings', jsonEvent({ type: '$x', data: { event: {} } }), { credentials });
    const command = commandOn(`kept-${randomUUID()}`);
    await store.append(command);
    const ids = command.events.map(({ id }) => id);
    expect((await store.page(after, 100)).map(({ id }) => id)).toEqual(ids);
    expect((await store.growth(after, 100)).map(({ revision }) => revision)).toEqual([0, 1, 2]);
    const gone = new AbortController();
    const followed: Recorded[] = [];
    for await (const batch of store.follow(after, gone.signal)) if (followed.push(...batch) >= 3) gone.abort();
    expect(followed.map(({ id }) => id)).toEqual(ids);
  });

  it('looks through what others keep there only once, as long as there is nothing of its own', async () => {
    const stranger = () => jsonEvent({ type: 'Happened', data: {} });
    await operator.appendToStream(`other-${stream}`, Array.from({ length: 300 }, stranger), { credentials });
    const now = () => new Date().toISOString();
    const empty = eventStoreDbEventStore({ connectionString: double.url, now, space: `${randomUUID()}/` });
    const reads = async () => (await double.seen()).calls['readAll'] ?? 0;
    expect(await empty.head()).toBe(empty.start);
    const before = await reads();
    expect(await empty.head()).toBe(empty.start);
    expect(await empty.page(empty.start, 10)).toEqual([]);
    expect((await reads()) - before).toBe(2);
    const { position } = await empty.append(commandOn(stream));
    expect(await empty.head()).toBe(position);
    expect(await empty.page(empty.start, 10)).toHaveLength(3);
    await empty.close();
  });

  it('does not take an event of somebody else in one of its streams for its own', async () => {
    await operator.appendToStream(stream, jsonEvent({ type: 'Happened', data: {} }), { credentials });
    await expect(store.read(stream)).rejects.toThrow('was not written by the hub');
  });

  it.each([{ maxCount: 1 }, { truncateBefore: 2 }])(
    'does not take what is left of a stream for all of it: %j',
    async (cut) => {
      await operator.setStreamMetadata(stream, cut, { credentials });
      await isCutShort(store.read(stream));
      await isCutShort(open().read(stream));
      await isCutShort(store.readMany([stream]));
      expect((await store.heads([stream])).get(stream)).toBe(2);
      expect(await store.read(stream, { from: 2 })).toHaveLength(1);
    },
  );

  it('does not take a stream that it has known for none, nor writes into it what would follow nothing', async () => {
    await operator.deleteStream(stream, { credentials });
    await isCutShort(store.heads([stream]));
    await isCutShort(store.read(stream));
    await isCutShort(open().append(commandOn(stream)));
    await isCutShort(open().read(stream));
  });

  it('says that a stream was deleted for good', async () => {
    await operator.tombstoneStream(stream, { credentials });
    const says = { code: 'unavailable', message: expect.stringContaining('has been deleted on the server') };
    await expect(store.read(stream)).rejects.toMatchObject(says);
    await expect(store.heads([stream])).rejects.toMatchObject(says);
    await expect(store.append(commandOn(stream, 2))).rejects.toMatchObject(says);
    expect(await store.head()).toBeDefined();
  });
});

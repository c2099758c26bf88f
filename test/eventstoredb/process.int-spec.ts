import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent, NO_STREAM, type JSONEventType } from '@eventstore/db-client';
import { startEventStoreDouble, type EventStoreDouble } from './index.js';

type Happened = JSONEventType<'happened', { readonly n: number }>;

const credentials = { username: 'admin', password: 'changeit' };
const happened = (n: number) => jsonEvent<Happened>({ type: 'happened', data: { n } });

const read = async (client: EventStoreDBClient, stream: string): Promise<readonly (number | undefined)[]> => {
  const ns: (number | undefined)[] = [];
  for await (const { event } of client.readStream<Happened>(stream)) ns.push(event?.data.n);
  return ns;
};

describe('The double of EventStoreDB as a process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'eventstore-double-'));
  let double: EventStoreDouble;
  let client: EventStoreDBClient;

  beforeAll(async () => {
    double = await startEventStoreDouble({ file: join(folder, 'log') });
    client = EventStoreDBClient.connectionString(double.url);
  });

  afterAll(async () => {
    await double.stop();
    rmSync(folder, { recursive: true });
  });

  it('takes appends with and without credentials, on the two paths that the client has', async () => {
    await client.appendToStream('both', [happened(0), happened(1)], { expectedRevision: NO_STREAM, credentials });
    await client.appendToStream('both', [happened(2)], { expectedRevision: 1n });
    await expect(client.appendToStream('both', [happened(3)], { expectedRevision: 1n })).rejects.toMatchObject({
      type: 'wrong-expected-version',
      expectedVersion: 1n,
      actualVersion: 2n,
    });
    expect(await read(client, 'both')).toEqual([0, 1, 2]);
  });

  it('has all that it acknowledged after it was killed, on the same address', async () => {
    for (let n = 0; n < 50; n += 1) await client.appendToStream('kept', happened(n), { credentials });
    await double.kill();
    await double.restart();
    const again = EventStoreDBClient.connectionString(double.url);
    expect(await read(again, 'kept')).toEqual(Array.from({ length: 50 }, (_, n) => n));
    expect(await read(again, 'both')).toEqual([0, 1, 2]);
  });

  it('forgets a change that was half written when it was killed, and goes on after it', async () => {
    await double.kill();
    appendFileSync(join(folder, 'log'), '{"stream":"kept","at":1,"eve');
    await double.restart();
    const again = EventStoreDBClient.connectionString(double.url);
    await again.appendToStream('kept', happened(50), { credentials, expectedRevision: 49n });
    await double.restart();
    expect(await read(EventStoreDBClient.connectionString(double.url), 'kept')).toHaveLength(51);
  });

  it('answers what was asked while it was paused once it goes on', async () => {
    const again = EventStoreDBClient.connectionString(double.url);
    expect(await read(again, 'both')).toHaveLength(3);
    double.pause();
    const reading = read(again, 'both');
    double.resume();
    expect(await reading).toHaveLength(3);
  });
});

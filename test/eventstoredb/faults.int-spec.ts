import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  START,
  type AppendToStreamOptions,
  type JSONEventType,
  type ReadStreamOptions,
} from '@eventstore/db-client';
import { startEventStoreDouble, type EventStoreDouble } from './index.js';

type Happened = JSONEventType<'happened', { readonly n: number; readonly filler?: string }>;

const credentials = { username: 'admin', password: 'changeit' };
const happened = (n: number, filler = '') => jsonEvent<Happened>({ type: 'happened', data: { n, filler } });
/** After how many milliseconds a call here gives up whose reply is lost: by then it has reached the double. */
const SOON = 1_000;

describe('The faults of the double of EventStoreDB', () => {
  let double: EventStoreDouble;
  let client: EventStoreDBClient;
  let stream: string;

  beforeAll(async () => {
    double = await startEventStoreDouble({ liveBuffer: 100 });
  });
  beforeEach(() => {
    client = EventStoreDBClient.connectionString(double.url);
    stream = randomUUID();
  });
  afterEach(async () => {
    await double.faults.clear();
    await client.dispose();
  });
  afterAll(() => double.stop());

  const append = (n: number, options: AppendToStreamOptions = {}) =>
    client.appendToStream(stream, happened(n), { credentials, ...options });

  const read = async (options: ReadStreamOptions = {}): Promise<readonly (number | undefined)[]> => {
    const ns: (number | undefined)[] = [];
    for await (const { event } of client.readStream<Happened>(stream, options)) ns.push(event?.data.n);
    return ns;
  };

  const appendMany = async (count: number, filler = ''): Promise<void> => {
    const events = Array.from({ length: count }, (_, n) => happened(n, filler));
    await client.appendToStream(stream, events, { credentials });
  };

  /** What a subscription gives until its error, its end, or so many events. */
  const follow = async (enough = Infinity) => {
    const subscription = client.subscribeToStream<Happened>(stream, { fromRevision: START });
    const ns: (number | undefined)[] = [];
    try {
      for await (const { event } of subscription) if (ns.push(event?.data.n) >= enough) break;
      return { ns };
    } catch (error) {
      return { ns, error };
    }
  };

  it('lose a reply: what was appended is there, and the same append again is told so', async () => {
    await double.faults.plan({ fault: 'reply-lost', stream });
    const event = happened(1);
    const options = { credentials, expectedRevision: NO_STREAM } as const;
    const lost = client.appendToStream(stream, event, { ...options, deadline: SOON });
    await expect(lost).rejects.toMatchObject({ type: 'deadline-exceeded' });
    expect(await read()).toEqual([1]);
    expect(await client.appendToStream(stream, event, options)).toMatchObject({ nextExpectedRevision: 0n });
    expect(await read()).toEqual([1]);
  });

  it('make a reply late: what was asked afterwards is answered before it', async () => {
    await double.faults.plan({ fault: 'reply-late', on: ['append'], ms: SOON });
    const answered: number[] = [];
    const late = append(0).then(() => answered.push(0));
    while (((await double.seen()).met['reply-late'] ?? 0) === 0);
    await append(1).then(() => answered.push(1));
    await late;
    expect(answered).toEqual([1, 0]);
    expect(await read()).toEqual([0, 1]);
  });

  it('reset the connection before an append took effect, or after', async () => {
    await double.faults.plan({ fault: 'reset', on: ['append'] });
    await expect(append(0)).rejects.toMatchObject({ type: 'unavailable' });
    await expect(read()).rejects.toMatchObject({ type: 'stream-not-found' });
    await double.faults.plan({ fault: 'reset-after-effect' });
    await expect(append(1)).rejects.toMatchObject({ type: 'unavailable' });
    expect(await read()).toEqual([1]);
  });

  it('reset the connection of a read half way', async () => {
    await appendMany(100);
    await double.faults.plan({ fault: 'reset', on: ['read'], after: 50 });
    await expect(read()).rejects.toMatchObject({ type: 'unavailable' });
    expect(await read()).toHaveLength(100);
  });

  it('keep silent: an append has no effect, and a read stops half way without an end', async () => {
    await double.faults.plan({ fault: 'silence', on: ['append'] });
    await expect(append(0, { deadline: SOON })).rejects.toMatchObject({ type: 'deadline-exceeded' });
    await appendMany(10);
    await double.faults.plan({ fault: 'silence', on: ['read'], after: 4 });
    const reading = client.readStream<Happened>(stream);
    const given: (number | undefined)[] = [];
    reading.on('data', ({ event }: { event?: { data: { n: number } } }) => given.push(event?.data.n));
    const over = Promise.race([once(reading, 'end'), once(reading, 'error')]).then(() => 'over');
    // Answers on the same connection come in order: what is silent has had its turn.
    expect(await Promise.race([over, read()])).toHaveLength(10);
    expect(given).toEqual([0, 1, 2, 3]);
  });

  it('end a subscription as if it were complete', async () => {
    await appendMany(10);
    await double.faults.plan({ fault: 'ended', after: 7 });
    expect(await follow()).toEqual({ ns: [0, 1, 2, 3, 4, 5, 6] });
    expect(await follow(10)).toMatchObject({ ns: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] });
  });

  it('drop a subscription as too slow', async () => {
    await appendMany(10);
    await double.faults.plan({ fault: 'too-slow', after: 3 });
    const { ns, error } = await follow();
    expect(ns).toEqual([0, 1, 2]);
    expect(error).toMatchObject({ type: 'timeout' });
    expect(String(error)).toContain('Consumer too slow to handle event while live');
  });

  it('drop a live subscription that does not read what comes, without being told to', async () => {
    await append(0);
    const subscription = client.subscribeToStream<Happened>(stream, { fromRevision: START });
    const dropped = once(subscription, 'never').catch((error: unknown) => error);
    await once(subscription, 'caughtUp');
    for (let batch = 0; batch < 6; batch += 1) await appendMany(100, 'x'.repeat(8_000));
    subscription.resume();
    expect(await dropped).toMatchObject({ type: 'timeout' });
  });

  it('break off what is open: every subscription at once', async () => {
    await append(0);
    const subscriptions = [1, 2, 3].map(() => client.subscribeToStream(stream, { fromRevision: START }));
    await Promise.all(subscriptions.map((subscription) => once(subscription.resume(), 'caughtUp')));
    const ends = subscriptions.map((subscription) => once(subscription, 'end'));
    expect(await double.faults.strike('ended')).toBe(3);
    expect(await Promise.all(ends)).toHaveLength(3);
  });

  it('say that the server is not ready, as often as planned', async () => {
    await double.faults.plan({ fault: 'not-ready', times: 2, stream });
    for (const ask of [() => append(0), read]) {
      await expect(ask()).rejects.toMatchObject({ type: 'unavailable', message: /Server Is Not Ready/ });
    }
    await append(1);
    expect(await read()).toEqual([1]);
  });

  it('say where the leader is to those who require it, and answer the rest', async () => {
    await append(0);
    const leader = { host: '127.0.0.1', port: double.port };
    await double.faults.plan({ fault: 'not-leader', leader, forMs: 60_000 });
    await append(1);
    expect(await read()).toEqual([0, 1]);
    const refused = { type: 'not-leader', leader: { address: leader.host, port: leader.port } };
    await expect(read({ requiresLeader: true })).rejects.toMatchObject(refused);
    await double.faults.clear();
    expect(await read({ requiresLeader: true })).toEqual([0, 1]);
  });

  it('refuse an append that took effect, as if its expectation were wrong', async () => {
    await double.faults.plan({ fault: 'own-write-refused' });
    await expect(append(0, { expectedRevision: NO_STREAM })).rejects.toMatchObject({
      type: 'wrong-expected-version',
      expectedVersion: 'no_stream',
      actualVersion: 0n,
    });
    expect(await read()).toEqual([0]);
  });

  it('forget ids: a repeat whose first reply was lost meets its own write as a wrong expected version', async () => {
    await double.faults.plan({ fault: 'reply-lost' });
    await double.faults.plan({ fault: 'ids-forgotten' });
    const event = happened(1);
    const again = (deadline: number) =>
      client.appendToStream(stream, event, { credentials, expectedRevision: NO_STREAM, deadline });
    await expect(again(SOON)).rejects.toMatchObject({ type: 'deadline-exceeded' });
    await expect(again(10_000)).rejects.toMatchObject({ type: 'wrong-expected-version', actualVersion: 0n });
    expect(await read()).toEqual([1]);
  });

  it('meet only the streams and the calls that they are planned for, and say what they met', async () => {
    const before = (await double.seen()).met['not-ready'] ?? 0;
    await double.faults.plan({ fault: 'not-ready', on: ['read'], stream: `${stream}-other` });
    await append(0);
    expect(await read()).toEqual([0]);
    stream = `${stream}-other`;
    await append(1);
    await expect(read()).rejects.toMatchObject({ type: 'unavailable' });
    expect((await double.seen()).met['not-ready']).toBe(before + 1);
  });

  it('are refused where they could never be met', async () => {
    await expect(double.faults.plan({ fault: 'ended', on: ['append'] })).rejects.toThrow('ended never meets append');
  });
});

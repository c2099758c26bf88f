import { randomUUID } from 'node:crypto';
import type { Append, EventStore } from '@hub/eventsourcing';
import { startEventStoreDouble, type EventStoreDouble } from '../../test/eventstoredb/index.js';
import { eventStoreDbEventStore } from './index.js';

const MINUTE = 60_000;
const BELIEVED = 5 * MINUTE;

const appendTo = (stream: string, expected: number): Append => ({
  stream,
  expected,
  events: [
    {
      type: 'Happened',
      id: randomUUID(),
      data: {},
      metadata: { agency: 'school', actor: 'worker', correlationId: 'c' },
    },
  ],
  claim: { agency: 'school', commandId: randomUUID(), requestMac: 'mac' },
});

describe('when an event on EventStoreDB was recorded', () => {
  let double: EventStoreDouble;
  const opened: EventStore[] = [];
  const hub = (ahead = 0, timeouts = {}): EventStore => {
    const now = () => new Date(Date.now() + ahead).toISOString();
    opened.push(eventStoreDbEventStore({ connectionString: double.url, now, timeouts }));
    return opened.at(-1)!;
  };
  beforeAll(async () => void (double = await startEventStoreDouble()));
  afterAll(async () => {
    for (const store of opened) await store.close();
    await double.stop();
  });

  const reads = async (): Promise<number> => (await double.seen()).calls['read'] ?? 0;

  it('is known to the hub that appended it, which reads nothing to append the next', async () => {
    // However slow this machine is, nobody else carries out what it has claimed.
    const [store, stream] = [hub(0, { patience: 60_000 }), `s-${randomUUID()}`];
    await store.append(appendTo(stream, -1));
    // What the server's clock says is read once.
    await store.append(appendTo(stream, 0));
    await store.append(appendTo(stream, 1));
    const before = await reads();
    for (const expected of [2, 3, 4]) await store.append(appendTo(stream, expected));
    expect(await reads()).toBe(before);
  });

  it('is read by a hub whose clock is so far ahead that it may not be believed', async () => {
    const [store, stream] = [hub(BELIEVED + MINUTE), `s-${randomUUID()}`];
    for (const expected of [-1, 0, 1]) await store.append(appendTo(stream, expected));
    const before = await reads();
    await store.append(appendTo(stream, 2));
    expect(await reads()).toBe(before + 1);
  });

  it('never runs backwards in a stream, nor far ahead of the server, whichever clocks the hubs have that take turns', async () => {
    const clocks = [0, 4 * MINUTE, -3 * MINUTE, 7 * MINUTE, 60 * MINUTE, 0];
    const hubs = clocks.map((ahead) => hub(ahead));
    const stream = `s-${randomUUID()}`;
    let expected = -1;
    for (const turns of [1, 2, 3])
      for (const store of hubs)
        for (let turn = 0; turn < turns; turn += 1) {
          await store.append(appendTo(stream, expected));
          expected += 1;
        }
    const times = (await hubs[0]!.read(stream)).map(({ recordedAt }) => recordedAt);
    expect(times).toHaveLength(expected + 1);
    expect(times).toEqual([...times].sort());
    for (const at of times) expect(Date.parse(at)).toBeLessThanOrEqual(Date.now() + BELIEVED);
  });

  it('never runs backwards behind what another hub has carried out in the first one’s place', async () => {
    const [store, quick] = [hub(), hub(4 * MINUTE)];
    const stream = `s-${randomUUID()}`;
    await store.append(appendTo(stream, -1));
    await store.append(appendTo(stream, 0));
    const command = appendTo(stream, 1);
    // The first has claimed it, and what it sends then comes after the other has looked, waited and done it.
    await double.faults.plan({ fault: 'reply-late', on: ['append'], stream: 'command-', times: 1, ms: 1_500 });
    const first = store.append(command);
    while ((await double.seen()).met['reply-late'] === undefined);
    await Promise.all([first, quick.append(command)]);
    await store.append(appendTo(stream, 2));
    const times = (await store.read(stream)).map(({ recordedAt }) => recordedAt);
    expect(times).toHaveLength(4);
    expect(times).toEqual([...times].sort());
  });
});

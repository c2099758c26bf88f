import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Append, type EventStore, type NewEvent } from '@hub/eventsourcing';
import { startEventStoreDouble, type EventStoreDouble } from '../../test/eventstoredb/index.js';
import { eventStoreDbEventStore } from './index.js';

const happened = (data: object = {}): NewEvent => ({
  type: 'Happened',
  id: randomUUID(),
  data,
  metadata: { agency: 'school', actor: 'worker', correlationId: 'c' },
});

const appendOf = (said: Partial<Append> = {}): Append => ({
  stream: `claims-${randomUUID()}`,
  events: [happened(), happened()],
  expected: -1,
  claim: { agency: 'school', commandId: randomUUID(), requestMac: 'mac' },
  ...said,
});

describe('a command on EventStoreDB whose hub died before it was carried out', () => {
  let double: EventStoreDouble;
  let store: EventStore;
  /** One that does not wait long for what may still arrive. */
  let hasty: EventStore;
  const open = (whole: number) =>
    eventStoreDbEventStore({
      connectionString: double.url,
      now: () => new Date().toISOString(),
      timeouts: { whole, call: 200, patience: 100 },
    });
  beforeAll(async () => {
    double = await startEventStoreDouble();
    store = open(20_000);
    hasty = open(1_500);
  });
  afterAll(async () => {
    await store.close();
    await hasty.close();
    await double.stop();
  });

  /** Claims it, and is gone before its events have arrived. */
  const abandoned = async (said: Partial<Append> = {}): Promise<Append> => {
    const silences = async (): Promise<number> => (await double.seen()).met['silence'] ?? 0;
    const before = await silences();
    const command = appendOf(said);
    const dying = open(300);
    await double.faults.plan({ fault: 'silence', on: ['append'], stream: command.stream, forMs: 60_000 });
    await expect(dying.append(command)).rejects.toMatchObject({ code: 'unavailable' });
    await double.faults.clear();
    await dying.close();
    // It may have been gone before it had claimed anything.
    if ((await silences()) === before) return abandoned(said);
    expect(await store.answerTo(command.claim)).toBeUndefined();
    return command;
  };

  const idsIn = async (stream: string) => (await store.read(stream)).map(({ id }) => id);

  it('is carried out by whoever sends it again, once', async () => {
    const command = await abandoned();
    const other = open(20_000);
    const answers = await Promise.all([store.append(command), other.append(command), store.append(command)]);
    for (const answer of answers) expect(answer).toMatchObject({ revision: 1, replayed: true });
    expect(await idsIn(command.stream)).toEqual(command.events.map(({ id }) => id));
    expect(await store.answerTo(command.claim)).toEqual(answers[0]);
    await other.close();
  });

  it('is carried out as it is decided now, where that is for the same place', async () => {
    const command = await abandoned();
    const [first, second] = command.events as [NewEvent, NewEvent];
    const now = { ...command, events: [first, { ...second, data: { now: true } }, happened()] };
    expect(await store.append(now)).toMatchObject({ revision: 2, replayed: false });
    expect(await store.read(command.stream)).toMatchObject(now.events);
    expect(await store.append(command)).toMatchObject({ revision: 2, eventIds: now.events.map(({ id }) => id) });
  });

  it('is decided afresh once its stream has moved on, and its events keep their ids', async () => {
    const command = await abandoned();
    const overtaking = appendOf({ stream: command.stream });
    await store.append(overtaking);
    await expect(store.append(command)).rejects.toMatchObject({ code: 'revision-conflict' });
    const answer = await store.append({ ...command, expected: 1 });
    expect(answer).toMatchObject({ revision: 3, eventIds: command.events.map(({ id }) => id), replayed: false });
    expect(await idsIn(command.stream)).toEqual([...overtaking.events, ...command.events].map(({ id }) => id));
    expect(await store.append(command)).toEqual({ ...answer, replayed: true });
    expect(await open(20_000).answerTo(command.claim)).toEqual({ ...answer, replayed: true });
  });

  it('does not come to nothing, or to something elsewhere, while it may still arrive', async () => {
    const command = await abandoned();
    await expect(hasty.append({ ...command, events: [] })).rejects.toMatchObject({ code: 'unavailable' });
    const elsewhere = { ...command, stream: `claims-${randomUUID()}` };
    await expect(hasty.append(elsewhere)).rejects.toMatchObject({ code: 'unavailable' });
    await store.append(appendOf({ stream: command.stream }));
    expect(await store.append({ ...command, events: [], expected: 1 })).toMatchObject({ revision: 1, eventIds: [] });
    expect(await store.append(elsewhere)).toMatchObject({ stream: command.stream, replayed: true });
  });

  it('is no other request', async () => {
    const command = await abandoned();
    const claim = { ...command.claim, requestMac: 'another' };
    await expect(store.append({ ...command, claim })).rejects.toMatchObject({ code: 'command-conflict' });
    await expect(store.answerTo(claim)).rejects.toMatchObject({ code: 'command-conflict' });
  });

  it('leaves its id to another request once it never can be carried out', async () => {
    const command = await abandoned();
    await store.append(appendOf({ stream: command.stream }));
    const claim = { ...command.claim, requestMac: 'another' };
    expect(await store.append({ ...command, claim, expected: 1 })).toMatchObject({ revision: 3, replayed: false });
    await expect(store.append(command)).rejects.toMatchObject({ code: 'command-conflict' });
  });

  it('gets no slower by the races that it has lost', async () => {
    const command = appendOf();
    const other = open(2_000);
    const asked: number[] = [];
    for (let expected = -1; expected < 15; expected += 2) {
      const before = await double.seen();
      await double.faults.plan({ fault: 'silence', on: ['append'], stream: command.stream });
      const losing = expect(store.append({ ...command, expected })).rejects.toMatchObject({
        code: 'revision-conflict',
      });
      while ((await double.seen()).met.silence === before.met.silence) await sleep(5);
      await other.append(appendOf({ stream: command.stream, expected }));
      await losing;
      asked.push(((await double.seen()).calls['read'] ?? 0) - (before.calls['read'] ?? 0));
    }
    // Looked up one by one, each would cost a read and more, every time.
    expect(asked.at(-1)).toBeLessThanOrEqual(asked[1]! + 5);
    expect(await store.append({ ...command, expected: 15 })).toMatchObject({ revision: 17, replayed: false });
    await other.close();
  });
});

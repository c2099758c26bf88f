import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore, Recorded } from '@hub/eventsourcing';
import { startEventStoreDouble, type EventStoreDouble, type FaultPlan } from '../../test/eventstoredb/index.js';
import { eventStoreDbEventStore } from './index.js';
import { carriedOut, idOf, requestFor, times, type Command } from './testing/callers.js';
import { unhandledRejections } from './testing/unhandled.js';

const TIMEOUTS = { whole: 3_000, call: 300, silence: 400, patience: 50 };

/** What is done to the server: before anything is asked of it, and while much is. */
interface Meddling {
  readonly before?: () => Promise<void>;
  readonly meanwhile?: () => Promise<void>;
}

/** Two hubs on one log, a caller each for everything, somebody who follows and somebody who reads. */
const busy = async (hubs: readonly EventStore[], commands: readonly Command[], { before, meanwhile }: Meddling) => {
  const [one, other] = hubs as readonly [EventStore, EventStore];
  const after = await one.head();
  await before?.();
  const stop = new AbortController();
  const followed: Recorded[] = [];
  const total = commands.reduce((sum, { events }) => sum + events, 0);
  const following = (async () => {
    for await (const batch of other.follow(after, stop.signal)) {
      expect(batch.length).toBeGreaterThan(0);
      followed.push(...batch);
      if (followed.length >= total) stop.abort();
    }
  })();
  const [stream] = commands.map((command) => command.stream);
  let seen = -1;
  const reading = (async () => {
    while (!stop.signal.aborted) {
      const read = await other.heads([stream!]).catch(() => undefined);
      const head = read?.get(stream!) ?? seen;
      expect(head).toBeGreaterThanOrEqual(seen);
      seen = head;
      await sleep(5);
    }
  })();
  const work = commands.map(async (command, index) => {
    const callers = index % 3 === 0 ? [one, other] : [hubs[index % 2]!];
    return Promise.all(callers.map((store) => carriedOut(store, command)));
  });
  await meanwhile?.();
  const answers = await Promise.all(work);
  await Promise.all([following, reading]);
  return { after, followed, answers };
};

const faults: readonly (readonly [string, readonly FaultPlan[]])[] = [
  ['the reply to an append is lost', [{ fault: 'reply-lost', on: ['append'], times: 6 }]],
  ['the reply to an append comes too late', [{ fault: 'reply-late', on: ['append'], times: 6, ms: 500 }]],
  ['the connection is reset before an append', [{ fault: 'reset', on: ['append'], times: 6 }]],
  ['the connection is reset after an append', [{ fault: 'reset-after-effect', on: ['append'], times: 6 }]],
  ['an append meets itself', [{ fault: 'own-write-refused', on: ['append'], times: 12 }]],
  [
    'a reply is lost and the ids of the repeat are forgotten',
    [
      { fault: 'reply-lost', on: ['append'], times: 4 },
      { fault: 'ids-forgotten', forMs: 1_500 },
    ],
  ],
  ['the server is not ready', [{ fault: 'not-ready', forMs: 600 }]],
  ['another node leads', [{ fault: 'not-leader', forMs: 400 }]],
  ['appends and reads are met with silence', [{ fault: 'silence', on: ['append', 'read', 'readAll'], times: 6 }]],
  ['a read breaks off', [{ fault: 'reset', on: ['read', 'readAll'], times: 6, after: 1 }]],
  ['subscriptions end', [{ fault: 'ended', times: 5, after: 3 }]],
  ['subscriptions are dropped', [{ fault: 'too-slow', times: 5, after: 3 }]],
  ['subscriptions fall silent', [{ fault: 'silence', on: ['subscribe'], times: 2, after: 3 }]],
];

describe('the log on EventStoreDB', () => {
  let double: EventStoreDouble;
  const unhandled = unhandledRejections();
  const folder = mkdtempSync(join(tmpdir(), 'concord-faults-'));
  beforeAll(async () => {
    double = await startEventStoreDouble({ file: join(folder, 'log') });
  });
  afterAll(async () => {
    await double.stop();
    rmSync(folder, { recursive: true });
  });

  /** One names the server, the other asks whoever it finds who leads. */
  const newHubs = (): readonly EventStore[] => {
    const at = `127.0.0.1:${double.port}`;
    const urls = [double.url, `esdb://${at},${at}?tls=false&maxDiscoverAttempts=2&discoveryInterval=20`];
    const now = () => new Date().toISOString();
    return urls.map((connectionString) => eventStoreDbEventStore({ connectionString, now, timeouts: TIMEOUTS }));
  };

  const survives = async (meddling: Meddling) => {
    const hubs = newHubs();
    const streams = times(4, () => `fault-${randomUUID()}`);
    const commands = times(24, (n) => ({ id: randomUUID(), stream: streams[n % 4]!, events: 1 + (n % 3) }));
    const { after, followed, answers } = await busy(hubs, commands, meddling);

    const [store] = hubs as [EventStore];
    const log = await store.page(after, 1_000);
    expect(followed).toEqual(log);
    const ids = commands.flatMap(({ id, events }) => times(events, (index) => idOf(id, index)));
    expect(log.map(({ id }) => id).sort()).toEqual(ids.sort());
    for (const stream of streams)
      expect(await store.read(stream)).toEqual(log.filter((event) => event.stream === stream));
    for (const [index, command] of commands.entries()) {
      const answer = await store.answerTo(requestFor(command, 0).claim);
      const last = log.find(({ id }) => id === idOf(command.id, command.events - 1))!;
      expect(answer).toMatchObject({ revision: last.revision, position: last.position, replayed: true });
      for (const given of answers[index]!) expect({ ...given, replayed: true }).toEqual(answer);
    }
    expect(unhandled).toEqual([]);
    for (const hub of hubs) await hub.close();
  };

  it.each(faults)('loses nothing, doubles nothing and sticks nowhere when %s', async (_what, plans) => {
    const before = await double.seen();
    await survives({
      before: async () => {
        for (const plan of plans) await double.faults.plan(plan);
      },
    });
    await double.faults.clear();
    const { met } = await double.seen();
    for (const { fault } of plans) expect(met[fault]).toBeGreaterThan(before.met[fault] ?? 0);
  });

  it('loses nothing, doubles nothing and sticks nowhere when the server stands still, and goes on with what it was sent', async () => {
    await survives({
      meanwhile: async () => {
        for (const milliseconds of [500, 900, 400]) {
          await sleep(60);
          double.pause();
          await sleep(milliseconds);
          double.resume();
        }
      },
    });
  });

  it('loses nothing, doubles nothing and sticks nowhere when the server is killed and started again', async () => {
    await survives({
      meanwhile: async () => {
        for (const milliseconds of [20, 150]) {
          await sleep(milliseconds);
          await double.kill();
          await double.restart();
        }
      },
    });
  });
});

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Appended, EventStore, Recorded } from '@hub/eventsourcing';
import { startEventStoreCluster, type EventStoreCluster } from '../../test/eventstoredb/index.js';
import { eventStoreDbEventStore } from './index.js';
import { carriedOut, firstToCome, idOf, requestFor, times, type Command } from './testing/callers.js';
import { unhandledRejections } from './testing/unhandled.js';

const TIMEOUTS = { whole: 8_000, call: 600, silence: 700, patience: 50 };
const CALLERS = 4;
const STREAMS = 6;

/** What was carried out, and what each of those who asked was told. */
interface Done {
  readonly command: Command;
  readonly answers: readonly Appended[];
}

/** The highest revision of each stream that a hub has been told of. */
const known = () => {
  const revisions = new Map<string, number>();
  const of = (stream: string): number => revisions.get(stream) ?? -1;
  return { of, note: (stream: string, revision: number) => revisions.set(stream, Math.max(of(stream), revision)) };
};

describe('the log on a cluster of three', () => {
  let cluster: EventStoreCluster;
  const unhandled = unhandledRejections();
  beforeAll(async () => {
    cluster = await startEventStoreCluster();
  });
  afterAll(async () => {
    await cluster.stop();
  });

  const now = () => new Date().toISOString();
  const open = (connectionString: string, timeouts: object = TIMEOUTS): EventStore =>
    eventStoreDbEventStore({ connectionString, now, timeouts });

  /** Two hubs under load, somebody who follows, and somebody who reads at each, until what goes on is over. */
  const under = async (meddle: (answered: () => Promise<number>) => Promise<void>) => {
    const hubs = [open(cluster.url), open(`${cluster.url}&nodePreference=follower`)] as const;
    const streams = times(STREAMS, () => `cluster-${randomUUID()}`);
    const told = hubs.map(known);
    const after = await hubs[0].head();
    const over = new AbortController();
    const done: Done[] = [];
    const followed: Recorded[] = [];
    const gone = new AbortController();

    const following = (async () => {
      for await (const batch of hubs[1].follow(after, gone.signal)) followed.push(...batch);
    })();
    const calling = times(CALLERS, async (caller) => {
      for (let n = caller; !over.signal.aborted; n += CALLERS) {
        const command = { id: randomUUID(), stream: streams[(n * 7) % STREAMS]!, events: 1 + (n % 3) };
        const callers = n % 5 === 0 ? [0, 1] : [n % 2];
        const answers = await Promise.all(
          callers.map(async (hub) => {
            const answer = await carriedOut(hubs[hub]!, command);
            told[hub]!.note(answer.stream, answer.revision);
            return answer;
          }),
        );
        done.push({ command, answers });
      }
    });
    const reading = hubs.map(async (hub, index) => {
      while (!over.signal.aborted) {
        const least = new Map(streams.map((stream) => [stream, told[index]!.of(stream)]));
        const heads = (await hub.heads([...least.keys()]).catch(() => undefined)) ?? [];
        for (const [stream, revision] of heads) {
          expect(revision).toBeGreaterThanOrEqual(least.get(stream)!);
          told[index]!.note(stream, revision);
        }
        await sleep(2);
      }
    });
    /** How long it takes until each hub has carried something out that was asked of it from now on. */
    const answered = async (): Promise<number> => {
      const begun = performance.now();
      const probes = await Promise.all(
        hubs.map(async (hub) => {
          const one = { id: randomUUID(), stream: `cluster-${randomUUID()}`, events: 1 };
          streams.push(one.stream);
          return { command: one, answers: [await carriedOut(hub, one)] };
        }),
      );
      done.push(...probes);
      return performance.now() - begun;
    };

    await meddle(answered);
    over.abort();
    await Promise.all([...calling, ...reading]);
    const log = await hubs[0].page(after, 10_000);
    for (let waited = 0; followed.length < log.length && waited < 200; waited += 1) await sleep(20);
    gone.abort();
    await following;

    expect(followed).toEqual(log);
    const ids = done.flatMap(({ command }) => times(command.events, (index) => idOf(command.id, index)));
    expect(log.map(({ id }) => id).sort()).toEqual(ids.sort());
    for (const stream of streams)
      expect(await hubs[1].read(stream)).toEqual(log.filter((event) => event.stream === stream));
    for (const { command, answers } of done.slice(0, 40)) {
      const answer = await hubs[0].answerTo(requestFor(command, 0).claim);
      for (const given of answers) expect({ ...given, replayed: true }).toEqual(answer);
    }
    expect(unhandled).toEqual([]);
    for (const hub of hubs) await hub.close();
    return done.length;
  };

  const print = (what: string, milliseconds: readonly number[], commands: number): void => {
    const each = milliseconds.map((one) => `${String(Math.round(one))} ms`).join(', ');
    console.info(`${what}: carried out again after ${each}; ${String(commands)} commands meanwhile`);
  };

  it('loses nothing, doubles nothing and sticks nowhere when the leader is killed, three times', async () => {
    const took: number[] = [];
    const commands = await under(async (answered) => {
      for (let round = 0; round < 3; round += 1) {
        await sleep(150);
        const leader = await cluster.leader();
        await cluster.kill(leader);
        took.push(await answered());
        await cluster.restart(leader);
      }
    });
    print('killed', took, commands);
  });

  it('loses nothing, doubles nothing and sticks nowhere when the leader stands still and comes back, three times', async () => {
    const took: number[] = [];
    const commands = await under(async (answered) => {
      for (let round = 0; round < 3; round += 1) {
        await sleep(150);
        const leader = await cluster.leader();
        await cluster.pause(leader);
        took.push(await answered());
        await cluster.resume(leader);
        await sleep(250);
      }
    });
    print('stood still', took, commands);
  });

  it('loses nothing, doubles nothing and sticks nowhere when the leader is slow, and when connections to it are dead', async () => {
    const took: number[] = [];
    const commands = await under(async (answered) => {
      const leader = await cluster.leader();
      await cluster.slow(leader, 40);
      took.push(await answered());
      await cluster.slow(leader, 0);
      await cluster.freeze(leader);
      took.push(await answered());
    });
    print('slow, then dead connections', took, commands);
  });

  it('leaves a connection that is dead for another to the same node, where one node is all that it was told of', async () => {
    const leader = await cluster.leader();
    const store = open(`esdb://127.0.0.1:${String(cluster.ports[leader])}?tls=false`);
    const command = () => requestFor({ id: randomUUID(), stream: `dead-${randomUUID()}`, events: 1 }, -1);
    await store.append(command());
    const after = await store.head();
    const gone = new AbortController();
    const followed = firstToCome(store, after, gone.signal);
    await sleep(100);
    await cluster.freeze(leader);
    const begun = performance.now();
    await store.append(command());
    const took = performance.now() - begun;
    expect(await followed).toBe(1);
    print('dead connection', [took, performance.now() - begun], 1);
    gone.abort();
    await store.close();
  });

  it('finds who leads by any node that a name in DNS stands for', async () => {
    const leader = await cluster.leader();
    for (const port of cluster.ports) {
      const store = open(`esdb+discover://127.0.0.1:${String(port)}?tls=false`);
      const command = { id: randomUUID(), stream: `discovered-${randomUUID()}`, events: 1 };
      expect(await store.append(requestFor(command, -1))).toMatchObject({ revision: 0, replayed: false });
      await store.close();
    }
    expect(await cluster.leader()).toBe(leader);
  });

  it('finds who leads past a node that stands still, also the first time', async () => {
    const leader = await cluster.leader();
    const other = (leader + 1) % 3;
    await cluster.pause(other);
    const took: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      const store = open(cluster.url);
      const begun = performance.now();
      await store.head();
      took.push(performance.now() - begun);
      await store.close();
    }
    await cluster.resume(other);
    print('found', took, 0);
  });
});

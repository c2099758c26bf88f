import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { startEventStoreDouble, type EventStoreDouble } from '../../test/eventstoredb/index.js';
import { collected } from './collected.js';
import { connected } from './connection.js';
import { isAbsent } from './failure.js';
import { deadlineIn } from './limits.js';

describe('what is read from EventStoreDB', () => {
  let double: EventStoreDouble;
  beforeAll(async () => void (double = await startEventStoreDouble()));
  afterAll(() => double.stop());

  it('is asked of another when a node that has been left says that there is no such stream: it may not know', async () => {
    await double.faults.plan({ fault: 'reply-late', on: ['read'], ms: 300 });
    const connection = connected(double.url);
    const asked: EventStoreDBClient[] = [];
    const open = (client: EventStoreDBClient) => {
      asked.push(client);
      return client.readStream('absent', { requiresLeader: true });
    };
    const read = collected({ connection, open, silence: 10_000 }, deadlineIn(10_000)).catch((error: unknown) => error);
    while ((await double.seen()).met['reply-late'] === undefined) await sleep(5);
    // A client that is younger is not left.
    for (const [first] = asked; first && connection.client() === first;) {
      connection.giveUp(first);
      await sleep(5);
    }
    const outcome = await read;
    await connection.close();
    expect(isAbsent(outcome)).toBe(true);
    // By identity: a client shown in a difference would be looked into, and would act.
    expect(asked.map((client) => client === connection.client())).toEqual([false, true]);
  });
});

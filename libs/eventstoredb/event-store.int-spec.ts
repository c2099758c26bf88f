import { randomUUID } from 'node:crypto';
import { NO_STREAM } from '@hub/eventsourcing';
import { eventStoreContract } from '@hub/eventsourcing/testing';
import { startEventStore, type EventStoreServer } from '../../test/eventstoredb/server.js';
import { eventStoreDbEventStore } from './index.js';

describe('on EventStoreDB, or a double of it', () => {
  let server: EventStoreServer;
  beforeAll(async () => void (server = await startEventStore()));
  afterAll(() => server.stop());

  eventStoreContract('the EventStoreDB event store', ({ now }) =>
    Promise.resolve(eventStoreDbEventStore({ connectionString: server.url, now, space: `a.b+${randomUUID()}/` })),
  );

  it('hands on together what comes together, so that a backlog is not dealt with event by event', async () => {
    const now = () => new Date().toISOString();
    const store = eventStoreDbEventStore({ connectionString: server.url, now, space: `${randomUUID()}/` });
    const metadata = { agency: 'a', actor: 'b', correlationId: 'c' };
    const events = Array.from({ length: 1_000 }, (_, n) => ({
      ...{ type: 'Happened', id: randomUUID(), data: { n }, metadata },
    }));
    const claim = { agency: 'a', commandId: randomUUID(), requestMac: 'm' };
    await store.append({ stream: 'backlog', events, expected: NO_STREAM, claim });
    const stop = new AbortController();
    const sizes: number[] = [];
    for await (const batch of store.follow(store.start, stop.signal)) {
      sizes.push(batch.length);
      if (batch.at(-1)?.revision === events.length - 1) stop.abort();
    }
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(events.length);
    expect(sizes.length).toBeLessThan(events.length / 2);
    await store.close();
  });
});

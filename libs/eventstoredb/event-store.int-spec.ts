import { randomUUID } from 'node:crypto';
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
});

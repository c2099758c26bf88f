import { eventStoreContract } from '@hub/eventsourcing/testing';
import { startEventStoreDouble, type EventStoreDouble } from '../../test/eventstoredb/index.js';
import { eventStoreDbEventStore } from './index.js';

describe('on a double of EventStoreDB', () => {
  let double: EventStoreDouble;
  beforeAll(async () => void (double = await startEventStoreDouble()));
  afterAll(() => double.stop());

  eventStoreContract('the EventStoreDB event store', ({ now }) =>
    Promise.resolve(eventStoreDbEventStore({ connectionString: double.url, now, space: 'a.b+' })),
  );
});

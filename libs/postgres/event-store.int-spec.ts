import { eventStoreContract } from '@hub/eventsourcing/testing';
import { logMigrations, migrate, postgresEventStore } from './index.js';
import { withPostgres } from './testing/index.js';

describe('on PostgreSQL', () => {
  const database = withPostgres();

  eventStoreContract('the PostgreSQL event store', async ({ now }) => {
    await migrate(database().owner, logMigrations);
    return postgresEventStore({ connectionString: database().appUrl, now });
  });
});

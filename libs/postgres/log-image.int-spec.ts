import { logImageContract, type Movable } from '@hub/eventsourcing/testing';
import { logMigrations, migrate, postgresEventStore, postgresLogImage } from './index.js';
import { withDatabases } from './testing/index.js';

describe('on PostgreSQL', () => {
  const database = withDatabases();
  const opened: Movable[] = [];

  const open = async (): Promise<Movable> => {
    const { owner, appUrl, ownerUrl } = await database();
    await migrate(owner, logMigrations);
    const now = (): string => new Date().toISOString();
    const store = postgresEventStore({ connectionString: appUrl, now });
    const movable = { store, image: await postgresLogImage(ownerUrl) };
    opened.push(movable);
    return movable;
  };

  afterAll(async () => {
    for (const { store, image } of opened) await Promise.all([store.close(), image.close()]);
  });

  logImageContract('a log on PostgreSQL', open, open);
});

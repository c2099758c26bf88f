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

  it('holds no connection where it cannot be opened', async () => {
    const { adminUrl, appUrl, owner } = await database();
    await expect(postgresLogImage(appUrl)).rejects.toThrow();
    const held = async (): Promise<number | null> => {
      const { rowCount } = await owner.query(
        `select from pg_stat_activity where application_name = 'concord log copy' and datname = $1`,
        [new URL(adminUrl).pathname.slice(1)],
      );
      return rowCount;
    };
    // PostgreSQL notices a moment later that a connection has ended.
    while ((await held()) !== 0);
  });

  logImageContract('a log on PostgreSQL', open, open);
});

import { inMemoryEventStore } from '@hub/eventsourcing/testing';
import { migrate, readStoreMigrations } from '@hub/postgres';
import { withPostgres } from '@hub/postgres/testing';
import { refuseOlderLog } from './older-log.js';

describe('a log that the views have seen more than', () => {
  const database = withPostgres();
  const store = inMemoryEventStore({ now: () => '2026-06-30T09:12:00.000Z' });
  const seen = (position: string) =>
    database().owner.query(
      `insert into read.checkpoints (projection, build, version, shape, tables, position)
        values ('items', 'live', 1, 's', '{}', $1)
        on conflict (projection, build) do update set position = excluded.position`,
      [position],
    );
  const append = () =>
    store.append({
      stream: 's',
      events: [
        {
          type: 'Happened',
          id: 'b3a7b0f0-6a3c-4f59-8e0e-0a5a9f1d2c3b',
          data: {},
          metadata: { agency: 'school', actor: 'worker', correlationId: 'c' },
        },
      ],
      expected: -1,
      claim: { agency: 'school', commandId: 'c', requestMac: 'm' },
    });

  it('is not begun on', async () => {
    await expect(refuseOlderLog(database(), store)).resolves.toBeUndefined();
    await migrate(database().owner, readStoreMigrations);
    await expect(refuseOlderLog(database(), store)).resolves.toBeUndefined();
    await seen('1');
    await expect(refuseOlderLog(database(), store)).rejects.toThrow('the log ends before what the views have seen');
    await append();
    await expect(refuseOlderLog(database(), store)).resolves.toBeUndefined();
  });
});

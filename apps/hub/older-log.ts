import type { EventStore } from '@hub/eventsourcing';
import type { Pools } from '@hub/postgres';

/**
 * Refuses a log that the views have seen more than.
 *
 * INVARIANT: no hub decides on an older copy of its log, or on another one: permissions that have gone since would be back.
 * That is what is left on an engine that the log has moved away from.
 */
export const refuseOlderLog = async ({ owner }: Pools, store: EventStore): Promise<void> => {
  const made = await owner.query<{ made: boolean }>(`select to_regclass('read.checkpoints') is not null as made`);
  if (made.rows[0]?.made !== true) return;
  const { rows } = await owner.query<{ position: string }>(
    `select position from read.checkpoints where build = 'live'`,
  );
  const head = await store.head();
  if (rows.some(({ position }) => store.isAfter(position, head)))
    throw new Error(
      'the log ends before what the views have seen: name the right one (CONCORD_EVENT_STORE); or, where it was put back, concord rebuild',
    );
};

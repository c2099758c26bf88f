import pg from 'pg';
import type { TestDatabase } from '@hub/postgres/testing';

/** Projections that stand still until they are let go. */
export interface Stopped {
  /** Asserts that none has moved since, though the log has. */
  expectStill(): Promise<void>;
  letGo(): Promise<void>;
}

const CHECKPOINTS = `select projection, position from read.checkpoints where build = 'live' order by projection`;

/**
 * Stops all projections of a running hub, whatever process they are in.
 *
 * A projection moves its checkpoint in the transaction that writes its rows; here somebody else holds the checkpoints, so
 * it waits. Readers are not held up.
 */
export const stopProjections = async ({ adminUrl }: Pick<TestDatabase, 'adminUrl'>): Promise<Stopped> => {
  const [holder, onlooker] = [new pg.Client(adminUrl), new pg.Client(adminUrl)];
  await Promise.all([holder.connect(), onlooker.connect()]);
  await holder.query('begin');
  const { rows: held } = await holder.query<{ position: string }>(`${CHECKPOINTS} for update`);
  return {
    expectStill: async () => {
      const { rows } = await onlooker.query(CHECKPOINTS);
      expect(rows).toEqual(held);
      const log = await onlooker.query<{ head: string }>('select max(position) as head from log.events');
      for (const { position } of held) expect(BigInt(log.rows[0]!.head)).toBeGreaterThan(BigInt(position));
    },
    letGo: async () => {
      await holder.query('rollback');
      await Promise.all([holder.end(), onlooker.end()]);
    },
  };
};

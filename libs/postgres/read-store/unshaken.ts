import type pg from 'pg';
import { transaction } from '../connection.js';

const leaveToTheNextStatement = (): void => undefined;

const attended = new WeakSet<pg.Pool>();

const attend = (client: pg.PoolClient): void => {
  if (!client.listeners('error').includes(leaveToTheNextStatement)) client.on('error', leaveToTheNextStatement);
};

/**
 * `transaction`, in which a connection may be lost between two statements: the next one then fails.
 *
 * Without a listener `pg` ends the process instead, and here much is worked out between two statements. The listener
 * stays with the connection: its end may be told of later than its last statement.
 */
export const unshaken = <T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
  if (!attended.has(pool)) pool.on('connect', attend);
  attended.add(pool);
  return transaction(pool, (client) => {
    attend(client);
    return work(client);
  });
};

import type { Connection } from './connection.js';
import { pauses, type Deadline } from './limits.js';

interface Asking<T> {
  readonly ask: () => Promise<T>;
  /** True where the answer shows less than was known when it was asked for. */
  readonly isLess: (found: T) => boolean;
  /** What it means where that stays so. */
  readonly failure: () => Error;
}

/**
 * What a node says, if it is not less than what was known when it was asked. A node says less that led once and has not heard that another
 * leads, or that was elected and does not lead yet: then whoever leads is looked for anew.
 */
export const upToDate = async <T>(
  connection: Connection,
  until: Deadline,
  { ask, isLess, failure }: Asking<T>,
): Promise<T> => {
  let wasLess = false;
  const failed = (error: unknown): never => {
    throw wasLess && until.left() === 0 ? failure() : error;
  };
  for (const pause = pauses(20, 500); ;) {
    const client = connection.client();
    const found = await ask().catch(failed);
    if (!isLess(found)) return found;
    wasLess = true;
    if (until.left() === 0) throw failure();
    connection.giveUp(client);
    await pause.wait(until);
  }
};

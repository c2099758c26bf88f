import { ConfigError, readConfig, type Config } from '@hub/platform';
import { stop } from '../outcome.js';
import type { Session } from '../session.js';
import { openStorage, type Storage } from './storage.js';

/** The hub's configuration; one that cannot be used ends the command. */
export const configOf = (environment: Session['environment']): Config => {
  try {
    return readConfig(environment);
  } catch (error) {
    return error instanceof ConfigError
      ? stop('usage', error.message)
      : stop('failed', 'the configuration cannot be read');
  }
};

/** Does something with the hub's data, and closes it. */
export const withStorage = async <T>(
  { environment, screen, interrupted }: Session,
  work: (storage: Storage) => Promise<T>,
): Promise<T> => {
  const storage = await openStorage(configOf(environment), (line) => screen.note(line));
  try {
    return await work(storage);
  } catch (error) {
    if (interrupted.aborted) return stop('interrupted', 'interrupted; the same command goes on where this one ended');
    throw error;
  } finally {
    await storage.close();
  }
};

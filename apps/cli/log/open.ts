import type { LogImage } from '@hub/eventsourcing';
import { postgresLogImage } from '@hub/postgres';
import { configOf } from '../operations/opened.js';
import { databaseOf } from '../operations/storage.js';
import { stop } from '../outcome.js';
import type { Session } from '../session.js';

export interface OpenedLog {
  readonly image: LogImage;
  close(): Promise<void>;
}

const own = async (session: Session): Promise<OpenedLog> => {
  const { environment, screen } = session;
  const database = await databaseOf(configOf(environment), (line) => screen.note(line));
  const image = await postgresLogImage(database.ownerUrl).catch(async (error: unknown) => {
    await database.stop();
    throw error;
  });
  return {
    image,
    close: async () => {
      await image.close();
      await database.stop();
    },
  };
};

const imageAt = async (url: string): Promise<LogImage> => {
  if (/^postgres(ql)?:/.test(url)) return postgresLogImage(url);
  if (!/^esdb(\+discover)?:/.test(url)) return stop('usage', 'a log is at postgres://… or esdb://…');
  const { eventStoreDbLogImage } = await import('@hub/eventstoredb');
  return eventStoreDbLogImage({ connectionString: url });
};

/** The log at an address, by the engine that the address names; without one that of this hub's PostgreSQL. */
export const openLog = async (url: string | undefined, session: Session): Promise<OpenedLog> => {
  if (url === undefined) return own(session);
  const image = await imageAt(url);
  return { image, close: () => image.close() };
};

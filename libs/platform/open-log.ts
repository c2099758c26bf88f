import type { EventStore } from '@hub/eventsourcing';
import { postgresEventStore, type PostgresEventStore } from '@hub/postgres';
import type { Config } from './config/config.js';

/** The log where the configuration says it is. The client of another engine is loaded only where it is used. */
export const openLog = async (
  { eventStoreUrl }: Pick<Config, 'eventStoreUrl'>,
  otherwise: PostgresEventStore,
): Promise<EventStore> => {
  if (eventStoreUrl === undefined) return postgresEventStore(otherwise);
  const { eventStoreDbEventStore } = await import('@hub/eventstoredb');
  return eventStoreDbEventStore({ connectionString: eventStoreUrl, now: otherwise.now });
};

import { EventStoreError } from '@hub/eventsourcing';

const sqlStateOf = (error: unknown): string | undefined => {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : undefined;
};

/** True when the server refused what it was given: nothing was stored, and it would be refused again. */
export const isRefused = (error: unknown): boolean => /^(22|23|54)/.test(sqlStateOf(error) ?? '');

/**
 * True when the same question may be answered a little later: the connection was lost, or the server is starting,
 * stopping, full or slow. A missing table or permission is not of that kind, and somebody has to be told.
 */
export const isPassing = (error: unknown): boolean => {
  const cause = error instanceof EventStoreError ? error.cause : error;
  const state = sqlStateOf(cause);
  return cause instanceof Error && (state === undefined || /^(08|40|53|55|57|58)/.test(state));
};

/** What a failure of PostgreSQL means to a caller of the log. */
export const translated = (cause: unknown): EventStoreError => {
  if (sqlStateOf(cause) === '23505')
    return new EventStoreError('command-conflict', 'an event id is in the log already', { cause });
  if (isRefused(cause)) return new EventStoreError('not-serialisable', 'PostgreSQL cannot hold the event', { cause });
  return new EventStoreError('unavailable', 'the log did not answer', { cause });
};

/** Waits for PostgreSQL, and fails in the language of the log. */
export const answered = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    throw translated(error);
  }
};

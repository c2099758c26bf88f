import { sqliteStore, type Store } from '@hub/partner-sdk';
import Database from 'libsql';

export type Records = Database.Database;

/** What the school was told of: names and a message, and nothing of what it says. That is fetched when somebody looks. */
export interface Told {
  readonly reference: string;
  readonly subject: string;
  readonly message: string;
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS told (reference TEXT PRIMARY KEY, subject TEXT NOT NULL, message TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS to_acknowledge (recall TEXT PRIMARY KEY);
`;

/**
 * The school's own database, which the library keeps its place in too: what a handler writes and that its message has come are one
 * transaction.
 */
export const openRecords = (file: string): { readonly store: Store<Records>; readonly close: () => void } => {
  const database = new Database(file);
  database.exec(TABLES);
  return { store: sqliteStore(database), close: () => void database.close() };
};

export const keep = (records: Records, { reference, subject, message }: Told): void => {
  records.prepare('INSERT OR REPLACE INTO told VALUES (?, ?, ?)').run(reference, subject, message);
};

const referencesIn = (rows: readonly unknown[]): readonly string[] =>
  (rows as readonly Told[]).map(({ reference }) => reference);

/** Each of these forgets, and says what. */
export const forgetReferences = (records: Records, references: readonly string[]): readonly string[] =>
  references.filter((reference) => records.prepare('DELETE FROM told WHERE reference = ?').run(reference).changes > 0);

export const forgetSubject = (records: Records, subject: string): readonly string[] =>
  referencesIn(records.prepare('DELETE FROM told WHERE subject = ? RETURNING reference').all(subject));

export const forgetMessage = (records: Records, message: string): readonly string[] =>
  referencesIn(records.prepare('DELETE FROM told WHERE message = ? RETURNING reference').all(message));

/** Written in the transaction that forgets: nothing is acknowledged that is not done, and nothing done is left unsaid. */
export const oweAcknowledgement = (records: Records, recall: string): void => {
  records.prepare('INSERT OR IGNORE INTO to_acknowledge VALUES (?)').run(recall);
};

/** Recalls that were done and have still to be acknowledged. */
export const owed = (records: Records): readonly string[] =>
  (records.prepare('SELECT recall FROM to_acknowledge').all() as readonly { readonly recall: string }[]).map(
    ({ recall }) => recall,
  );

export const acknowledged = (records: Records, recall: string): void => {
  records.prepare('DELETE FROM to_acknowledge WHERE recall = ?').run(recall);
};

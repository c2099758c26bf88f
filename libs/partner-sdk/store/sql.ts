import type { FeedState } from '../feed-state.js';
import type { Reason } from '../failure.js';
import { QUARANTINE, type Entry, type Letter, type Outcome, type Unit, type Waiting } from './store.js';

export type Value = string | number | null;
export type Row = Readonly<Record<string, unknown>>;

/** One statement in the current transaction; `?` stands for each value in turn. */
export type Run = (statement: string, ...values: readonly Value[]) => Promise<readonly Row[]>;

/** How a product differs from the others. */
export interface Dialect {
  /** What holds a row until the transaction ends, where the transaction does not hold all anyway. */
  readonly forUpdate: string;
}

const PREFIX = /^[a-z][a-z0-9_]{0,40}$/;

/** What the names of tables begin with; anything else than small letters, digits and `_` is refused. */
export const prefixOf = (tables: string): string => {
  if (!PREFIX.test(tables)) throw new RangeError('`tables` is made of small letters, digits and _');
  return tables;
};

/** The tables, for PostgreSQL and SQLite alike. */
export const tablesOf = (p: string): readonly string[] => [
  `CREATE TABLE IF NOT EXISTS ${p}_feed (source TEXT PRIMARY KEY, state TEXT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS ${p}_position (name TEXT PRIMARY KEY, cursor TEXT NOT NULL)`,
  `CREATE TABLE IF NOT EXISTS ${p}_message (source TEXT NOT NULL, id TEXT NOT NULL, sequence BIGINT NOT NULL,
    subject TEXT NOT NULL, form TEXT NOT NULL, outcome TEXT NOT NULL, PRIMARY KEY (source, id))`,
  `CREATE INDEX IF NOT EXISTS ${p}_message_subject ON ${p}_message (source, subject, sequence)`,
  `CREATE TABLE IF NOT EXISTS ${p}_waiting (source TEXT NOT NULL, id TEXT NOT NULL, subject TEXT NOT NULL,
    ordinal BIGINT NOT NULL, text TEXT NOT NULL, attempts INTEGER NOT NULL, due BIGINT NOT NULL, loops INTEGER NOT NULL,
    PRIMARY KEY (source, id))`,
  `CREATE INDEX IF NOT EXISTS ${p}_waiting_subject ON ${p}_waiting (source, subject, ordinal)`,
  `CREATE TABLE IF NOT EXISTS ${p}_recall (source TEXT NOT NULL, recall TEXT NOT NULL, part INTEGER NOT NULL,
    PRIMARY KEY (source, recall, part))`,
  `CREATE TABLE IF NOT EXISTS ${p}_letter (letter TEXT PRIMARY KEY, reason TEXT NOT NULL, detail TEXT NOT NULL,
    text TEXT NOT NULL, at BIGINT NOT NULL, loops INTEGER NOT NULL, source TEXT, id TEXT)`,
];

const done = async (work: Promise<unknown>): Promise<void> => {
  await work;
};
const text = (value: unknown): string => value as string;
const one = async (rows: Promise<readonly Row[]>): Promise<Row | undefined> => (await rows)[0];

const entryOf = (row: Row): Entry => ({
  source: text(row['source']),
  id: text(row['id']),
  sequence: Number(row['sequence']),
  subject: text(row['subject']),
  form: text(row['form']) as Entry['form'],
  outcome: text(row['outcome']) as Outcome,
});

const waitingOf = (row: Row): Waiting => ({
  source: text(row['source']),
  id: text(row['id']),
  subject: text(row['subject']),
  text: text(row['text']),
  attempts: Number(row['attempts']),
  due: Number(row['due']),
  loops: Number(row['loops']),
});

const letterOf = (row: Row): Letter => ({
  letter: text(row['letter']),
  reason: text(row['reason']) as Reason,
  detail: text(row['detail']),
  text: text(row['text']),
  at: Number(row['at']),
  loops: Number(row['loops']),
  ...(typeof row['source'] === 'string' ? { source: row['source'] } : {}),
  ...(typeof row['id'] === 'string' ? { id: row['id'] } : {}),
});

type Part<K extends keyof Unit<unknown>> = Pick<Unit<unknown>, K>;

const NOT_BEGUN = '';

const feedPart = (
  run: Run,
  p: string,
  { forUpdate }: Dialect,
): Part<'feed' | 'keepFeed' | 'feeds' | 'position' | 'keepPosition'> => ({
  feed: async (source) => {
    await run(
      `INSERT INTO ${p}_feed (source, state) VALUES (?, '${NOT_BEGUN}') ON CONFLICT (source) DO NOTHING`,
      source,
    );
    const row = await one(run(`SELECT state FROM ${p}_feed WHERE source = ? ${forUpdate}`, source));
    return row === undefined || row['state'] === NOT_BEGUN ? undefined : (JSON.parse(text(row['state'])) as FeedState);
  },
  keepFeed: (source, state) =>
    done(run(`UPDATE ${p}_feed SET state = ? WHERE source = ?`, JSON.stringify(state), source)),
  feeds: async () =>
    (await run(`SELECT source, state FROM ${p}_feed WHERE state <> '${NOT_BEGUN}' ORDER BY source`)).map((row) => ({
      source: text(row['source']),
      state: JSON.parse(text(row['state'])) as FeedState,
    })),
  position: async (name) => {
    const row = await one(run(`SELECT cursor FROM ${p}_position WHERE name = ?`, name));
    return row && text(row['cursor']);
  },
  keepPosition: (name, cursor) =>
    done(
      run(
        `INSERT INTO ${p}_position (name, cursor) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET cursor = excluded.cursor`,
        name,
        cursor,
      ),
    ),
});

const entryPart = (run: Run, p: string): Part<'entry' | 'lastOf' | 'keepEntry'> => ({
  entry: async (source, id) => {
    const row = await one(run(`SELECT * FROM ${p}_message WHERE source = ? AND id = ?`, source, id));
    return row && entryOf(row);
  },
  lastOf: async (source, subject) => {
    const statement = `SELECT max(sequence) AS last FROM ${p}_message WHERE source = ? AND subject = ?`;
    const last = (await one(run(statement, source, subject)))?.['last'];
    return last === null || last === undefined ? undefined : Number(last);
  },
  keepEntry: ({ source, id, sequence, subject, form, outcome }) =>
    done(
      run(
        `INSERT INTO ${p}_message (source, id, sequence, subject, form, outcome) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (source, id) DO UPDATE SET form = excluded.form, outcome = excluded.outcome`,
        ...[source, id, sequence, subject, form, outcome],
      ),
    ),
});

const waitingPart = (run: Run, p: string): Part<'isWaiting' | 'waiting' | 'due' | 'keepWaiting' | 'dropWaiting'> => ({
  isWaiting: async (source, subject) =>
    (await run(`SELECT 1 AS yes FROM ${p}_waiting WHERE source = ? AND subject = ? LIMIT 1`, source, subject)).length >
    0,
  waiting: async (source, id) => {
    const row = await one(run(`SELECT * FROM ${p}_waiting WHERE source = ? AND id = ?`, source, id));
    return row && waitingOf(row);
  },
  due: async (now) => {
    const row = await one(
      run(
        `SELECT * FROM ${p}_waiting AS w WHERE due <= ? AND NOT EXISTS (SELECT 1 FROM ${p}_waiting AS e
           WHERE e.source = w.source AND e.subject = w.subject AND e.ordinal < w.ordinal) ORDER BY ordinal LIMIT 1`,
        now,
      ),
    );
    return row && waitingOf(row);
  },
  keepWaiting: ({ source, id, subject, text: message, attempts, due, loops }) =>
    done(
      run(
        `INSERT INTO ${p}_waiting (source, id, subject, ordinal, text, attempts, due, loops)
       SELECT ?, ?, ?, coalesce(max(ordinal), 0) + 1, ?, ?, ?, ? FROM ${p}_waiting WHERE true
       ON CONFLICT (source, id) DO UPDATE SET attempts = excluded.attempts, due = excluded.due`,
        ...[source, id, subject, message, attempts, due, loops],
      ),
    ),
  dropWaiting: (source, id) => done(run(`DELETE FROM ${p}_waiting WHERE source = ? AND id = ?`, source, id)),
});

const recallPart = (run: Run, p: string): Part<'keepPart'> => ({
  keepPart: async (source, recall, part) => {
    const keep = `INSERT INTO ${p}_recall (source, recall, part) VALUES (?, ?, ?) ON CONFLICT (source, recall, part) DO NOTHING`;
    await run(keep, source, recall, part);
    const counted = `SELECT count(*) AS parts FROM ${p}_recall WHERE source = ? AND recall = ?`;
    return Number((await one(run(counted, source, recall)))?.['parts']);
  },
});

const letterPart = (run: Run, p: string): Part<'letters' | 'keepLetter' | 'dropLetter' | 'counts'> => ({
  letters: async () => (await run(`SELECT * FROM ${p}_letter ORDER BY at, letter`)).map(letterOf),
  keepLetter: ({ letter, reason, detail, text: message, at, loops, source, id }) =>
    done(
      run(
        `INSERT INTO ${p}_letter (letter, reason, detail, text, at, loops, source, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (letter) DO UPDATE SET reason = excluded.reason, detail = excluded.detail, at = excluded.at,
         loops = CASE WHEN excluded.loops > ${p}_letter.loops THEN excluded.loops ELSE ${p}_letter.loops END`,
        ...[letter, reason, detail, message, at, loops, source ?? null, id ?? null],
      ),
    ),
  dropLetter: (letter) => done(run(`DELETE FROM ${p}_letter WHERE letter = ?`, letter)),
  counts: async () => {
    const row = await one(
      run(`SELECT (SELECT count(*) FROM ${p}_waiting) AS waiting, (SELECT count(*) FROM ${p}_letter) AS letters,
        (SELECT count(*) FROM ${p}_letter WHERE loops >= ${QUARANTINE}) AS quarantined`),
    );
    const number = (name: string): number => Number(row?.[name] ?? 0);
    return { waiting: number('waiting'), letters: number('letters'), quarantined: number('quarantined') };
  },
});

/** What a transaction of a relational product can do. */
export const sqlUnit = (run: Run, tables: string, dialect: Dialect): Omit<Unit<unknown>, 'transaction'> => ({
  ...feedPart(run, tables, dialect),
  ...entryPart(run, tables),
  ...waitingPart(run, tables),
  ...recallPart(run, tables),
  ...letterPart(run, tables),
});

import Database from 'libsql';
import { consume, fixedKeys, kafka, sqliteStore, type KeySet } from '../index.js';

/**
 * A partner's process, to be killed: reads a topic and writes what it is handed through the store's transaction, also what it
 * writes before it fails. Says `handed <id>` after each.
 */
interface Order {
  readonly brokers: readonly string[];
  readonly agency: string;
  readonly keys: KeySet;
  readonly file: string;
  /** The ids whose handler fails the first time, after it has written. */
  readonly failing: readonly string[];
}

const { brokers, agency, keys, file, failing } = JSON.parse(process.argv[2] ?? '{}') as Order;
const database = new Database(file);
database.exec('CREATE TABLE IF NOT EXISTS handed (nr INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT, subject TEXT)');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const write = (
  transaction: typeof database,
  { id, subject }: { readonly id: string; readonly subject: string },
): void => {
  transaction.prepare('INSERT INTO handed (id, subject) VALUES (?, ?)').run(id, subject);
};

const consumer = await consume({
  from: kafka({ brokers, agency, sessionTimeout: 6_000 }),
  keys: fixedKeys(keys),
  store: sqliteStore(database),
  retry: { first: 20 },
  onEvent: async (message, { transaction, attempt }) => {
    write(transaction, message);
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (attempt === 1 && failing.includes(message.id)) throw new Error('the first time');
    say(`handed ${message.id}`);
  },
  onRecall: (message, { transaction }) => {
    write(transaction, message);
    say(`handed ${message.id}`);
  },
  onGap: (gap) => {
    say(`gap ${JSON.stringify(gap)}`);
  },
});
process.once('SIGTERM', () => {
  void consumer.stop().then(async () => {
    say(`state ${JSON.stringify(await consumer.state())}`);
    database.close();
  });
});

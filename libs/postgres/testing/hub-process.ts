import { postgresEventStore } from '../event-store.js';
import { startEmbeddedPostgres } from '../embedded.js';
import { logMigrations } from '../migrations/log.js';
import { migrate } from '../migrate.js';
import { postgresPools } from '../connection.js';
import { NO_STREAM } from '@hub/eventsourcing';
import { createHash, randomUUID } from 'node:crypto';

/**
 * A hub in a process of its own, to be killed: starts PostgreSQL on the data in `argv[2]`, says `ready`, then appends to
 * 32 streams for as long as it lives and says each acknowledged command in one line: `ack <command id> <stream> <revision> <events>`.
 * With `idle` in `argv[3]` it waits for SIGTERM instead.
 */
const [dataDir = '', mode = 'load'] = process.argv.slice(2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const idFor = (commandId: string, index: number): string => {
  const hash = createHash('sha256').update(`${commandId} ${index}`).digest('hex');
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-');
};

const embedded = await startEmbeddedPostgres({ dataDir, log: (line) => say(`log ${line}`) });
const pools = postgresPools(embedded);
await migrate(pools.owner, logMigrations);
await pools.close();
const store = postgresEventStore({ connectionString: embedded.appUrl, now: () => new Date().toISOString() });

// Listened for before anybody is told that it may be sent.
if (mode === 'idle') {
  const alive = setInterval(() => undefined, 1_000);
  process.once('SIGTERM', () => {
    clearInterval(alive);
    void store
      .close()
      .then(() => embedded.stop())
      .then(() => say('stopped'));
  });
}
say(`ready ${embedded.appUrl}`);

const metadata = { agency: 'school', actor: 'worker-1', correlationId: 'load' };

/** Appends to one stream; a failure of unknown outcome is retried as the same command, as a caller would. */
const writeTo = async (stream: string): Promise<never> => {
  let revision = (await store.heads([stream])).get(stream) ?? NO_STREAM;
  for (let n = 0; ; n += 1) {
    const commandId = randomUUID();
    const events = Array.from({ length: 1 + (n % 3) }, (_, index) => ({
      type: 'SomethingHappened',
      id: idFor(commandId, index),
      data: { commandId, index },
      metadata,
    }));
    for (let done = false; !done;) {
      try {
        const claim = { agency: 'school', commandId, requestMac: 'mac' };
        const answer = await store.append({ stream, events, expected: revision, claim });
        revision = answer.revision;
        say(`ack ${commandId} ${stream} ${revision} ${events.length}`);
        done = true;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }
};

if (mode === 'load') {
  void embedded.ended.then(() => {
    say('postgres ended');
  });
  for (let stream = 0; stream < 32; stream += 1) void writeTo(`load-${stream}`);
}

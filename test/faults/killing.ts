import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEventStoreDouble, type EventStoreDouble } from '../eventstoredb/index.js';
import { startHubProcess, type HubProcess, type HubProcessOptions } from './hub/index.js';

/** A hub that is killed and started again, with what it keeps its data in. */
export interface Lives {
  hub(): HubProcess;
  /** Where the log is, where that is not the hub's own PostgreSQL. */
  readonly eventStore: { readonly url: string } | undefined;
  /** What has died beside the hub. */
  readonly died: { postgres: number; log: number };
  start(): Promise<void>;
  /** Kills the hub, by itself or with its PostgreSQL, and the log with it where that is elsewhere: sooner, later or not at all. */
  die(next: () => number): Promise<void>;
  /** Kills the log where that is elsewhere, and starts it again, while the hub goes on. */
  loseLog(next: () => number): Promise<void>;
  stop(): Promise<void>;
}

/** Milliseconds for a hub whose PostgreSQL was killed to end. */
const SOON = 60_000;
/** Milliseconds between the kills of one point, or without the log, at most. */
const APART = 200;

const killPostgresIn = (dataDir: string): void => {
  const [pid] = readFileSync(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8').split('\n');
  process.kill(Number(pid), 'SIGKILL');
};

/** On a PostgreSQL of its own; with a file, its log is on a double of EventStoreDB that keeps it there. */
export const livesOf = async (options: HubProcessOptions, logFile: string | undefined): Promise<Lives> => {
  const double: EventStoreDouble | undefined =
    logFile === undefined ? undefined : await startEventStoreDouble({ file: logFile });
  const died = { postgres: 0, log: 0 };
  let hub: HubProcess;

  const start = async (): Promise<void> => {
    hub = await startHubProcess({ ...options, ...(double && { eventStore: double.url }) });
  };

  const dieWithPostgres = async (): Promise<void> => {
    died.postgres += 1;
    killPostgresIn(options.dataDir);
    // A hub without its PostgreSQL ends by itself, soon, and says that it failed.
    expect(await Promise.race([hub.ended, sleep(SOON, 'not yet', { ref: false })])).toBe(1);
  };

  const killLog = async (): Promise<void> => {
    died.log += 1;
    await double?.kill();
  };

  return {
    hub: () => hub,
    eventStore: double,
    died,
    start,
    die: async (next) => {
      const die = next() < 0.3 ? dieWithPostgres : () => hub.kill();
      const logDies = double && next() < 0.4;
      if (!logDies) return die();
      const [first, then] = next() < 0.5 ? [killLog, die] : [die, killLog];
      await first();
      await sleep(next() * APART);
      await then();
      // Not before the hub: it waits for its log.
      await double.restart();
    },
    loseLog: async (next) => {
      await killLog();
      await sleep(next() * APART);
      await double?.restart();
    },
    stop: async () => {
      await hub.stop();
      await double?.stop();
    },
  };
};

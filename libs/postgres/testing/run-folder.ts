import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopOrphans } from '../embedded/processes.js';

const OF_THIS_USER = `concord-test-${process.getuid?.() ?? 0}`;

/** Where test runs keep their data, and what they share. */
export const RUNS = join(tmpdir(), OF_THIS_USER);

const MEMORY = '/dev/shm';
/** Bytes: many more than all the clusters of a run take. */
const ROOM = 4 * 2 ** 30;

const hasRoom = (): boolean => {
  if (!existsSync(MEMORY)) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize >= ROOM;
};

/** The same for data that no crash of the machine has to leave alone: in memory, where there is room. */
export const RUNS_IN_MEMORY = hasRoom() ? join(MEMORY, OF_THIS_USER) : RUNS;

/** A new folder of this run, which the unprivileged user of an embedded PostgreSQL can reach: `sweepRuns` knows it by its name. */
export const runFolder = (name: string, runs = RUNS): string => {
  mkdirSync(runs, { recursive: true, mode: 0o755 });
  const folder = mkdtempSync(join(runs, `${process.pid}-${name}-`));
  chmodSync(folder, 0o755);
  return folder;
};

/** Whether a process of that number lives. */
export const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Clusters in a folder and in the folders in it: those of a test server, and of a hub with a PostgreSQL of its own. */
const clustersIn = (folder: string): readonly string[] =>
  ['.', ...readdirSync(folder)].map((home) => join(folder, home, 'cluster')).filter((cluster) => existsSync(cluster));

const remove = async (folder: string): Promise<void> => {
  for (const cluster of clustersIn(folder)) await stopOrphans(cluster, () => undefined).catch(() => undefined);
  rmSync(folder, { recursive: true, force: true });
};

/** Ends and removes what test runs that were killed have left behind; a hub ends with its own PostgreSQL. */
export const sweepRuns = async (runs = RUNS): Promise<void> => {
  if (!existsSync(runs)) return;
  const abandoned = readdirSync(runs).filter((entry) => /^\d+-/.test(entry) && !isAlive(Number.parseInt(entry, 10)));
  // Another run may sweep at the same time.
  for (const entry of abandoned) await remove(join(runs, entry)).catch(() => undefined);
};

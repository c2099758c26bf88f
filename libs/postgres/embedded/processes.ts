import { existsSync, readFileSync, readdirSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const linkOf = (path: string): string | undefined => {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
};

const isPostgres = (pid: string): boolean =>
  basename((linkOf(`/proc/${pid}/exe`) ?? '').replace(/ \(deleted\)$/, '')) === 'postgres';

/** Every PostgreSQL process at work in a data directory. PostgreSQL makes it the working directory of each of them. */
const processesIn = (cluster: string): readonly number[] => {
  const directory = realpathSync(cluster);
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && linkOf(`/proc/${entry}/cwd`) === directory && isPostgres(entry))
    .map(Number);
};

const pidIn = (file: string): number | undefined => {
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
};

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name);
  } catch {
    // It ended in the meantime.
  }
};

/** Resolves to true once nothing works in the data directory, to false after `seconds`. */
const emptied = async (cluster: string, seconds: number): Promise<boolean> => {
  for (let tries = 0; tries < seconds * 20; tries += 1) {
    if (processesIn(cluster).length === 0) return true;
    await sleep(50);
  }
  return false;
};

/**
 * Ends the PostgreSQL that a killed hub left behind on this data, and no other process.
 *
 * A process is known by where it works and what it runs, never by the number in `postmaster.pid`: after a restart of
 * the machine that number may be a stranger's, who is left alone. Without `/proc` nothing is signalled, and PostgreSQL's
 * own lock decides.
 */
export const stopOrphans = async (cluster: string, log: (line: string) => void): Promise<void> => {
  const pidFile = join(cluster, 'postmaster.pid');
  if (!existsSync('/proc/self/cwd')) return;
  const orphans = processesIn(cluster);
  if (orphans.length > 0) {
    log(`a hub that was killed left its PostgreSQL running (process ${orphans.join(', ')}): stopping it`);
    const postmaster = pidIn(pidFile);
    for (const pid of orphans) if (pid === postmaster) signal(pid, 'SIGINT');
    if (!(await emptied(cluster, 20))) {
      for (const pid of processesIn(cluster)) signal(pid, 'SIGQUIT');
      if (!(await emptied(cluster, 10))) throw new Error(`PostgreSQL is still at work in ${cluster} and does not stop`);
    }
  }
  // INVARIANT: removed only when nothing works here, because PostgreSQL finds its shared memory by this file.
  rmSync(pidFile, { force: true });
};

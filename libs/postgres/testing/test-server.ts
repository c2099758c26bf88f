import { chownSync, cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findBinaries } from '../embedded/binaries.js';
import { initialise, start, SUPERUSER } from '../embedded/cluster.js';
import { shelterFor } from '../embedded/home.js';
import { unprivilegedUser, type User } from '../embedded/unprivileged.js';
import { RUNS, RUNS_IN_MEMORY, runFolder, sweepRuns } from './run-folder.js';

export interface TestServer {
  /** As a superuser, to the database `postgres`. */
  readonly adminUrl: string;
  stop(): Promise<void>;
}

const PASSWORD = 'test';

const give = (folder: string, user: User | undefined): void => {
  if (user) chownSync(folder, user.uid, user.gid);
};

/**
 * A PostgreSQL of its own for one suite; in memory, and without `fsync`, unless it is to be durable.
 *
 * With `CONCORD_TEST_POSTGRES_URL`, a superuser's connection string, a running server is used instead.
 */
export const startTestServer = async ({ durable = false } = {}): Promise<TestServer> => {
  const external = process.env['CONCORD_TEST_POSTGRES_URL'];
  if (external) return { adminUrl: external, stop: () => Promise.resolve() };

  const user = unprivilegedUser();
  const runs = durable ? RUNS : RUNS_IN_MEMORY;
  for (const of of new Set([RUNS, runs])) await sweepRuns(of);
  const binaries = findBinaries({ user, shelter: () => shelterFor(user), major: undefined, log: () => undefined });
  const home = runFolder('server', runs);
  give(home, user);
  const template = join(runs, `template-${binaries.major}`);
  if (!existsSync(template)) {
    initialise({ binaries, user, home, password: PASSWORD });
    const copy = mkdtempSync(join(runs, 'unfinished-'));
    spawnSync('cp', ['-a', join(home, 'cluster'), join(copy, 'cluster')]);
    try {
      renameSync(join(copy, 'cluster'), template);
    } catch {
      // Another worker was first.
    }
    rmSync(copy, { recursive: true, force: true });
  } else if (spawnSync('cp', ['-a', template, join(home, 'cluster')]).status !== 0) {
    cpSync(template, join(home, 'cluster'), { recursive: true, preserveTimestamps: true });
  }
  const settings = durable ? [] : ['fsync=off', 'full_page_writes=off'];
  const running = await start({ binaries, user, home, password: PASSWORD, settings });
  return {
    adminUrl: running.url(SUPERUSER, PASSWORD, 'postgres'),
    stop: async () => {
      await running.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
};

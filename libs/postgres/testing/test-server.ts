import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, chownSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBinaries } from '../embedded/binaries.js';
import { initialise, start, SUPERUSER } from '../embedded/cluster.js';
import { shelterFor } from '../embedded/home.js';
import { stopOrphans } from '../embedded/processes.js';
import { unprivilegedUser, type User } from '../embedded/unprivileged.js';

export interface TestServer {
  /** As a superuser, to the database `postgres`. */
  readonly adminUrl: string;
  stop(): Promise<void>;
}

const PASSWORD = 'test';
const root = join(tmpdir(), `concord-test-${process.getuid?.() ?? 0}`);

const give = (folder: string, user: User | undefined): void => {
  if (user) chownSync(folder, user.uid, user.gid);
};

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Ends and removes the servers of test runs that were killed. */
const sweep = async (): Promise<void> => {
  const abandoned = readdirSync(root).filter((entry) => /^\d+-/.test(entry) && !alive(Number.parseInt(entry, 10)));
  for (const entry of abandoned) {
    const home = join(root, entry);
    if (existsSync(join(home, 'cluster')))
      await stopOrphans(join(home, 'cluster'), () => undefined).catch(() => undefined);
    rmSync(home, { recursive: true, force: true });
  }
};

/** A fresh cluster, copied from one that was initialised once on this machine. */
const freshHome = (user: User | undefined): string => {
  const home = mkdtempSync(join(root, `${process.pid}-`));
  give(home, user);
  return home;
};

/**
 * A PostgreSQL of its own for one suite; without `fsync` unless asked for.
 *
 * With `CONCORD_TEST_POSTGRES_URL`, a superuser's connection string, a running server is used instead.
 */
export const startTestServer = async ({ durable = false } = {}): Promise<TestServer> => {
  const external = process.env['CONCORD_TEST_POSTGRES_URL'];
  if (external) return { adminUrl: external, stop: () => Promise.resolve() };

  const user = unprivilegedUser();
  mkdirSync(root, { recursive: true, mode: 0o755 });
  await sweep();
  const binaries = findBinaries({ user, shelter: () => shelterFor(user), major: undefined, log: () => undefined });
  const home = freshHome(user);
  const template = join(root, `template-${binaries.major}`);
  if (!existsSync(template)) {
    initialise({ binaries, user, home, password: PASSWORD });
    const copy = mkdtempSync(join(root, 'unfinished-'));
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

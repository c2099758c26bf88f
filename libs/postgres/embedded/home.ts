import { createHash } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { runAs, type User } from './unprivileged.js';

/** Places that outlive a restart of the machine, for data that cannot be where it was asked for. */
const SHELTERS = ['/var/lib/concord', '/var/tmp/concord'];

/** The first shelter that can be made and that the user can enter. */
export const shelterFor = (user: User | undefined): string => {
  for (const shelter of SHELTERS) {
    try {
      mkdirSync(shelter, { recursive: true, mode: 0o755 });
      // A folder that somebody else made could be changed under our hands.
      if (statSync(shelter).uid === process.getuid?.() && canEnter(shelter, user)) return shelter;
    } catch {
      // Not writable: the next one.
    }
  }
  throw new Error(`PostgreSQL can reach none of ${SHELTERS.join(', ')}`);
};

const canEnter = (folder: string, user: User | undefined): boolean =>
  spawnSync('test', ['-x', folder], runAs(user)).status === 0;

const hasData = (home: string): boolean => existsSync(join(home, 'cluster', 'PG_VERSION'));

/** Major version of the data in a home, if there is any. */
export const majorOf = (home: string): number | undefined =>
  hasData(home) ? Number(readFileSync(join(home, 'cluster', 'PG_VERSION'), 'utf8')) : undefined;

const own = (folder: string, user: User | undefined): void => {
  if (user) chownSync(folder, user.uid, user.gid);
};

/**
 * The folder that holds the cluster, its passwords, lock and log: `dataDir`, or a shelter known by it.
 *
 * INVARIANT: data that exists is never passed over for an empty place.
 */
export const homeFor = (dataDir: string, user: User | undefined, log: (line: string) => void): string => {
  const wanted = resolve(dataDir);
  mkdirSync(wanted, { recursive: true });
  own(wanted, user);
  const reachable = canEnter(wanted, user);
  const key = createHash('sha256').update(wanted).digest('hex').slice(0, 16);
  const sheltered = SHELTERS.map((shelter) => join(shelter, key)).find(hasData);
  if (reachable && (hasData(wanted) || !sheltered)) return wanted;
  if (hasData(wanted))
    throw new Error(
      `PostgreSQL cannot reach its data in ${wanted}: let the user \`${nameOf(user)}\` pass through its parents`,
    );

  const home = sheltered ?? join(shelterFor(user), key);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  own(home, user);
  log(
    `data is kept in ${home}, with PostgreSQL beside it, because the user \`${nameOf(user)}\` cannot reach ${wanted}`,
  );
  return home;
};

const nameOf = (user: User | undefined): string => user?.name ?? 'of the hub';

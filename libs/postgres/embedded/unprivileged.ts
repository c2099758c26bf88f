import { execFileSync, spawnSync } from 'node:child_process';

/** Whom PostgreSQL runs as. PostgreSQL refuses to run as root. */
export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const CANDIDATES = ['postgres', 'concord'];

const idOf = (flag: '-u' | '-g', name: string): number | undefined => {
  const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
  return status === 0 ? Number(stdout) : undefined;
};

const lookUp = (name: string): User | undefined => {
  const [uid, gid] = [idOf('-u', name), idOf('-g', name)];
  return uid && gid ? { name, uid, gid } : undefined;
};

/** The unprivileged user to run PostgreSQL as, made where it is missing; `undefined` when the hub is not run by root. */
export const unprivilegedUser = (): User | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const found = CANDIDATES.map(lookUp).find((user) => user !== undefined);
  if (found) return found;
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'concord'], { stdio: 'pipe' });
  } catch (cause) {
    throw new Error('PostgreSQL does not run as root, and no user `postgres` or `concord` could be made', { cause });
  }
  const made = lookUp('concord');
  if (!made) throw new Error('PostgreSQL does not run as root, and the user `concord` was made but is not found');
  return made;
};

/** How a child process becomes that user, in a directory that everybody can enter. */
export const runAs = (user: User | undefined): { cwd: string; uid?: number; gid?: number } =>
  user ? { cwd: '/', uid: user.uid, gid: user.gid } : { cwd: '/' };

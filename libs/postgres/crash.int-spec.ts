import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Recorded } from '@hub/eventsourcing';
import { byStream, wholeLog } from '@hub/eventsourcing/testing';
import { postgresEventStore, startEmbeddedPostgres } from './index.js';
import { runFolder } from './testing/run-folder.js';
import { runHub, type HubProcess } from './testing/run-hub.js';

const POINTS = process.env['CONCORD_SOAK'] === '1' ? 60 : 5;
const SEED = Number(process.env['CONCORD_SEED'] ?? 20261124);

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
const chance = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

interface Acknowledged {
  readonly commandId: string;
  readonly stream: string;
  readonly revision: number;
  readonly events: number;
}

const acknowledgedBy = ({ lines }: HubProcess): Acknowledged[] =>
  lines
    .map((line) => line.split(' '))
    .filter(([word]) => word === 'ack')
    .map(([, commandId = '', stream = '', revision, events]) => ({
      commandId,
      stream,
      revision: Number(revision),
      events: Number(events),
    }));

const killPostgres = (dataDir: string): void =>
  void process.kill(Number(readFileSync(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');

/** The whole log, as a follower sees it. */
const logIn = async (dataDir: string): Promise<readonly Recorded[]> => {
  const embedded = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  const store = postgresEventStore({ connectionString: embedded.appUrl, now: () => new Date().toISOString() });
  const log = await wholeLog(store);
  await store.close();
  await embedded.stop();
  return log;
};

const commandOf = (event: Recorded): string => (event.data as { commandId: string }).commandId;

const expectWhole = (log: readonly Recorded[], acknowledged: readonly Acknowledged[]): void => {
  // Order kept, no gaps, nothing twice.
  expect(log.map(({ position }) => Number(position))).toEqual(log.map((_, index) => index + 1));
  const streams = byStream(log);
  for (const events of streams.values())
    expect(events.map(({ revision }) => revision)).toEqual(events.map((_, n) => n));
  expect(new Set(log.map(({ id }) => id)).size).toBe(log.length);

  // Every command all or nothing, and once.
  const parts = new Map<string, number>();
  for (const event of log) parts.set(commandOf(event), (parts.get(commandOf(event)) ?? 0) + 1);

  // Everything that was acknowledged is where it was said to be.
  for (const { commandId, stream, revision, events } of acknowledged) {
    const found = streams.get(stream)?.slice(revision - events + 1, revision + 1) ?? [];
    expect(found.map(commandOf)).toEqual(Array.from({ length: events }, () => commandId));
    expect(parts.get(commandId)).toBe(events);
  }
};

it(
  `loses nothing acknowledged and doubles nothing, killed at ${POINTS} points under load (seed ${SEED})`,
  async () => {
    const folder = runFolder('crash');
    const dataDir = join(folder, 'postgres');
    const next = chance(SEED);
    const acknowledged: Acknowledged[] = [];

    for (let point = 1; point <= POINTS; point += 1) {
      const hub = runHub(dataDir, 'load');
      await hub.line('ready');
      await hub.line('ack');
      await sleep(next() * 1_000);
      if (next() < 0.5) {
        killPostgres(dataDir);
        await hub.line('postgres ended');
      }
      hub.process.kill('SIGKILL');
      await hub.ended;

      const added = acknowledgedBy(hub);
      expect(added.length).toBeGreaterThan(0);
      acknowledged.push(...added);
      expectWhole(await logIn(dataDir), acknowledged);
    }
    rmSync(folder, { recursive: true, force: true });
  },
  POINTS * 30_000,
);

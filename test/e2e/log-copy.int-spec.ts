import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventStoreDbLogImage } from '@hub/eventstoredb';
import { postgresLogImage } from '@hub/postgres';
import { withDatabases, type TestDatabase } from '@hub/postgres/testing';
import { USERS } from '../../apps/hub/demo/index.js';
import { demonstrate } from '../../apps/hub/demonstrate.js';
import type { Hub } from '../../apps/hub/start.js';
import { startEventStoreDouble, type EventStoreDouble } from '../eventstoredb/index.js';
import { concord, type Ended } from '../import/command.js';
import { startOverheard } from '../logs/index.js';
import { configOf } from './config.js';
import { tellDemonstration } from './demonstrated.js';

const READER = 'lena.lead-practitioner';
const OFFICER = 'northbridge-early-help.ig-officer';

tellDemonstration();

describe('the log of a demonstration that moves to another engine', () => {
  const databases = withDatabases();
  const dataDir = mkdtempSync(join(tmpdir(), 'concord-log-copy-'));
  let [database, double]: [TestDatabase?, EventStoreDouble?] = [];
  beforeAll(async () => {
    [database, double] = [await databases(), await startEventStoreDouble()];
  });
  afterAll(async () => {
    await double?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const start = async (eventStoreUrl?: string): Promise<Hub> => {
    const engine = eventStoreUrl === undefined ? {} : { eventStoreUrl };
    const config = configOf(dataDir, database, { demo: true, ...engine });
    return (await startOverheard({ config, clock: () => new Date(), users: USERS })).hub;
  };

  const ask = async <T>(hub: Hub, user: string, path: string, method = 'GET'): Promise<T> => {
    const headers = { authorization: `Bearer ${(await hub.tokenFor(user)) ?? ''}` };
    const answer = await fetch(`${hub.url}/v1${path}`, { method, headers });
    expect(answer.status).toBe(200);
    return (await answer.json()) as T;
  };

  const copy = (...more: readonly string[]) =>
    concord(['log', 'copy', ...more], {
      DATABASE_URL: database?.appUrl,
      DATABASE_OWNER_URL: database?.ownerUrl,
      CONCORD_DATA_DIR: dataDir,
    });

  /** How much of the log is in the place it goes to. */
  const arrived = async (to: string): Promise<number> => {
    const image = to.startsWith('esdb') ? eventStoreDbLogImage({ connectionString: to }) : await postgresLogImage(to);
    try {
      return Number((await image.last())?.position ?? 0);
    } finally {
      await image.close();
    }
  };

  /** Copies, and is killed where it stands, twice, before it comes to its end. */
  const killedTwice = async (to: string, ...args: readonly string[]): Promise<Ended> => {
    for (let reached = 0, kills = 0; kills < 2; kills += 1) {
      const running = copy(...args);
      for (let now = reached; now <= reached; now = await arrived(to)) await sleep(5);
      running.kill('SIGKILL');
      expect((await running.ended).code).toBeNull();
      reached = await arrived(to);
    }
    return copy(...args).ended;
  };

  it('is the same there and back, and so is what the hub shows and decides again, however often the copy was killed', async () => {
    const here = await start();
    await demonstrate({ hub: here, dataDir, clock: () => new Date(), say: () => undefined });
    const formed = (await here.store.page(here.store.start, 1_000)).find(({ type }) => type === 'FamilyFormed');
    const view = `/families/${formed?.stream.slice('family-'.length) ?? ''}/view?purpose=early-help`;
    interface View {
      readonly disclosureId: string;
      readonly items: unknown;
    }
    const before = await ask<View>(here, READER, view);
    await here.stop();

    const there = double?.url ?? '';
    expect(await killedTwice(there, '--to', there)).toMatchObject({ code: 0 });
    expect(await copy('--to', there, '--check').ended).toMatchObject({
      code: 0,
      out: expect.stringContaining('both logs hold the same'),
    });

    const moved = await start(there);
    const after = await ask<View>(moved, READER, view);
    expect(after.items).toEqual(before.items);
    for (const { disclosureId } of [before, after])
      expect(await ask(moved, OFFICER, `/disclosures/${disclosureId}:replay`, 'POST')).toMatchObject({
        items: [{ same: true, moved: [] }],
      });
    await moved.stop();

    const back = (await databases()).ownerUrl;
    expect(await killedTwice(back, '--from', there, '--to', back)).toMatchObject({ code: 0 });
    expect(await copy('--from', there, '--to', back, '--check').ended).toMatchObject({ code: 0 });
  }, 180_000);
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventStoreDbLogImage } from '@hub/eventstoredb';
import { logMigrations, migrate, postgresLogImage } from '@hub/postgres';
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

/** Keeps a copy from its end, so that it can be killed on the way. */
interface Holding {
  hold(): Promise<void>;
  /** Some has been copied since `hold`, or was before, and more is on its way. */
  isHeld(): Promise<boolean>;
  letGo(): Promise<void>;
}

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
  const killedTwice = async ({ hold, isHeld, letGo }: Holding, ...args: readonly string[]): Promise<Ended> => {
    for (let kills = 0; kills < 2; kills += 1) {
      await hold();
      const running = copy(...args);
      while (!(await isHeld())) await sleep(5);
      running.kill('SIGKILL');
      expect((await running.ended).code).toBeNull();
    }
    await letGo();
    return copy(...args).ended;
  };

  /** An EventStoreDB that takes each append, and answers much later: so that there is always more to come. */
  const answeringLate = ({ url, faults }: EventStoreDouble): Holding => {
    let before = 0;
    return {
      hold: async () => {
        before = await arrived(url);
        await faults.clear();
        await faults.plan({ fault: 'reply-late', on: ['append'], ms: 1_000, forMs: 600_000 });
      },
      isHeld: async () => (await arrived(url)) > before,
      letGo: () => faults.clear(),
    };
  };

  /** A log on PostgreSQL that has taken a first batch, and is in the middle of the next. */
  const standingStill = async ({ owner }: TestDatabase): Promise<Holding> => {
    await migrate(owner, logMigrations);
    await owner.query(`
      create table public.still as select;
      create function public.stand_still() returns trigger language plpgsql as $$
        begin
          if exists (select from public.still) and exists (select from log.commands) then perform pg_sleep(600); end if;
          return null;
        end $$;
      create trigger stand_still before insert on log.commands execute function public.stand_still();`);
    const copying = `from pg_stat_activity where application_name = 'concord log copy' and wait_event = 'PgSleep'`;
    // It would hold the log for whoever comes next: it does not hear that it was killed before it has slept.
    const end = async (): Promise<void> => {
      while ((await owner.query(`select pg_terminate_backend(pid) ${copying}`)).rowCount !== 0) await sleep(5);
    };
    return {
      hold: end,
      isHeld: async () => (await owner.query(`select ${copying}`)).rowCount === 1,
      letGo: async () => {
        await owner.query('delete from public.still');
        await end();
      },
    };
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
    expect(await killedTwice(answeringLate(double!), '--to', there)).toMatchObject({ code: 0 });
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

    const target = await databases();
    const back = target.ownerUrl;
    expect(await killedTwice(await standingStill(target), '--from', there, '--to', back)).toMatchObject({ code: 0 });
    expect(await arrived(back)).toBe(await arrived(there));
    expect(await copy('--from', there, '--to', back, '--check').ended).toMatchObject({ code: 0 });
  }, 180_000);
});

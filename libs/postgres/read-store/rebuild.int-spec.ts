import type { EventStore } from '@hub/eventsourcing';
import type { Projection } from '@hub/projections';
import { logMigrations, migrate, postgresEventStore } from '../index.js';
import { withPostgres } from '../testing/index.js';
import { projector, readStore, type Progress, type Projector, type ReadStore } from './index.js';
import { allProjections } from './testing/all-projections.js';
import { feeds, invented, openVault, register, writeTo } from './testing/a-log-of-events.js';

const database = withPostgres();
let store: EventStore;
let views: ReadStore;
let made: Projector;

const begin = async (projections = allProjections): Promise<Projector> => {
  const begun = projector({ store, vault: openVault, pools: database(), projections, board: views, page: 100 });
  await begun.start();
  return begun;
};

const caughtUp = async (): Promise<void> => {
  expect(await views.waitFor(await store.head(), 60_000)).toBe(true);
};

beforeAll(async () => {
  await migrate(database().owner, logMigrations);
  store = postgresEventStore({ connectionString: database().appUrl, now: () => new Date().toISOString() });
  const projections = allProjections.map(({ name }) => name);
  views = readStore({ pools: database(), store, now: () => '2030-01-01T00:00:00.000Z', projections });
  await writeTo(store, [...register(), ...feeds(5, 120), ...invented(1, 1_500)]);
  made = await begin();
  await caughtUp();
});
afterAll(async () => {
  await made.stop();
  await store.close();
});

describe('a rebuild', () => {
  it('equals the live state while others write and read', async () => {
    const writing = writeTo(store, invented(2, 1_000, 'w'), 500_000, 16);
    const told: Progress[] = [];
    let over = false;
    const readers = Array.from({ length: 3 }, async () => {
      let reads = 0;
      for (let after: string | undefined; !over; reads += 1) {
        const [entry] = await views.trailIndex.page({ party: 'school' }, undefined, 1);
        expect(entry?.parties).toContain('school');
        const { notes } = await views.noteIndex.about(['p0']);
        expect(notes.length).toBeGreaterThan(0);
        after = (await views.caseloadIndex.page({ agency: 'school' }, after, 5)).at(-1);
      }
      return reads;
    });
    const rebuilt = allProjections.map(({ name }) => made.rebuild(name, { progress: (step) => told.push(step) }));
    await Promise.all(rebuilt);
    await writing;
    over = true;
    expect(Math.min(...(await Promise.all(readers)))).toBeGreaterThan(0);
    await caughtUp();
    for (const { name } of allProjections)
      expect({ name, ...(await made.verify(name)) }).toMatchObject({ name, equal: true });
    const last = told.findLast(({ projection }) => projection === 'content');
    expect(last?.handled).toBeGreaterThan(1_500);
    expect(last?.eventsPerSecond).toBeGreaterThan(0);
  });

  it('finds a row that is not as the log has it, and mends it', async () => {
    await database().owner.query(
      `update read.agency_caseload set since = 'x' where ctid = (select min(ctid) from read.agency_caseload)`,
    );
    expect(await made.verify('caseload')).toMatchObject({ equal: false });
    await made.rebuild('caseload');
    expect(await made.verify('caseload')).toMatchObject({ equal: true });
  });

  it('is made by itself for a new version, the old one serving meanwhile; an old version does not touch the new one', async () => {
    await made.stop();
    const wider = (one: Projection): Projection =>
      one.name === 'matches'
        ? { ...one, version: 2, tables: one.tables.map((table) => ({ ...table, indexes: [['confidence']] })) }
        : one;
    const newer = await begin(allProjections.map(wider));
    await writeTo(store, invented(3, 50, 'v'), 600_000);
    await caughtUp();
    expect((await views.checkpoints()).get('matches')?.version).toBe(2);
    await newer.stop();
    const older = await begin();
    await writeTo(store, invented(4, 50, 'u'), 700_000);
    const head = await store.head();
    while ((await views.checkpoints()).get('trail')?.position !== head)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await older.states()).find(({ projection }) => projection === 'matches')?.status).toBe('outdated');
    await older.stop();
    made = await begin(allProjections.map(wider));
    await caughtUp();
  });
});

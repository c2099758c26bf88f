import { caseload, content, items, matches, peopleSearch, trail, type Projection } from '@hub/projections';
import type { EventStore } from '@hub/eventsourcing';
import { logMigrations, migrate, postgresEventStore } from '../index.js';
import { withPostgres } from '../testing/index.js';
import { projector, readStore, type Projector, type ReadStore } from './index.js';
import { invented, openVault, plainHash, register, writeTo } from './testing/a-log-of-events.js';

const all: readonly Projection[] = [items, content, peopleSearch(plainHash), caseload, trail, matches];
const database = withPostgres();
let store: EventStore;
let views: ReadStore;
let running: Projector | undefined;

const begin = async (projections = all, vault = openVault): Promise<Projector> => {
  const { owner } = database();
  running = projector({ store, vault, pools: { owner }, projections, board: views, retryAfter: 60_000 });
  await running.start();
  return running;
};

const caughtUp = async (): Promise<void> => {
  expect(await views.waitFor(await store.head(), 20_000)).toBe(true);
};

const expectEqual = async (made: Projector, projections = all): Promise<void> => {
  for (const { name } of projections) {
    const { equal, tables } = await made.verify(name);
    expect({ name, equal, tables: equal ? [] : tables }).toEqual({ name, equal: true, tables: [] });
  }
};

beforeAll(async () => {
  await migrate(database().owner, logMigrations);
  store = postgresEventStore({ connectionString: database().appUrl, now: () => new Date().toISOString() });
  views = readStore({
    pools: database(),
    store,
    now: () => '2030-01-01T00:00:00.000Z',
    projections: all.map(({ name }) => name),
  });
  await writeTo(store, [...register(), ...invented(1, 1_500)]);
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
});
afterAll(() => store.close());

describe('the projector', () => {
  it('folds the log into rows that equal those of a rebuild', async () => {
    const made = await begin();
    await caughtUp();
    await expectEqual(made);
    expect((await made.states()).map(({ status, lag }) => ({ status, lag }))).toEqual(
      all.map(() => ({ status: 'following', lag: 0 })),
    );
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore, Recorded } from '@hub/eventsourcing';
import type { Projection } from '@hub/projections';
import { logMigrations, migrate, postgresEventStore, postgresPools, type Pools } from '../index.js';
import { withPostgres } from '../testing/index.js';
import { projector, readStore, type Projector, type ProjectorOptions, type ReadStore } from './index.js';
import { allProjections } from './testing/all-projections.js';
import { feeds, invented, openVault, register, writeTo, type Recording } from './testing/a-log-of-events.js';

const database = withPostgres();
let store: EventStore;
let views: ReadStore;
const running: Projector[] = [];

const begin = async (change: Partial<ProjectorOptions> = {}): Promise<Projector> => {
  const options = {
    store,
    vault: openVault,
    pools: database(),
    projections: allProjections,
    board: views,
    retryAfter: 60_000,
  };
  const made = projector({ ...options, ...change });
  running.push(made);
  await made.start();
  return made;
};

const stopAll = async (): Promise<void> => {
  await Promise.all(running.splice(0).map((made) => made.stop()));
};

const caughtUp = async (): Promise<void> => {
  expect(await views.waitFor(await store.head(), 60_000)).toBe(true);
};

const stateOf = async (made: Projector, name: string) =>
  (await made.states()).find(({ projection }) => projection === name);

/** Waits for a condition; each look costs a query or two. */
const until = async (met: () => Promise<boolean>): Promise<void> => {
  for (let look = 0; look < 2_400; look += 1) {
    if (await met()) return;
    await sleep(25);
  }
  throw new Error('it has not come to that');
};

const expectEqual = async (made: Projector, projections = allProjections): Promise<void> => {
  for (const { name } of projections) {
    const { equal, tables } = await made.verify(name);
    expect({ name, equal, tables: equal ? [] : tables }).toEqual({ name, equal: true, tables: [] });
  }
};

let written = 1_000_000;
const add = async (recordings: readonly Recording[]): Promise<void> => {
  await writeTo(store, recordings, written);
  written += recordings.length;
};

/** The same projections, one of which cannot take in events of a kind while `broken` says so. */
const withFault = (name: string, type: string, broken: () => boolean): readonly Projection[] =>
  allProjections.map((one) => {
    if (one.name !== name) return one;
    const on: Projection['on'] = (event, earlier) => {
      if (event.type === type && broken()) throw new TypeError('Mrs Jones of 1 High Street');
      return one.on(event, earlier);
    };
    return { ...one, on };
  });

beforeAll(async () => {
  await migrate(database().owner, logMigrations);
  store = postgresEventStore({ connectionString: database().appUrl, now: () => new Date().toISOString() });
  const projections = allProjections.map(({ name }) => name);
  views = readStore({ pools: database(), store, now: () => '2030-01-01T00:00:00.000Z', projections });
  await writeTo(store, [...register(), ...feeds(5, 120), ...invented(1, 1_500)]);
});
afterEach(stopAll);
afterAll(() => store.close());

describe('the projector', () => {
  it('folds the log into rows that equal those of a rebuild', async () => {
    const made = await begin();
    await caughtUp();
    await expectEqual(made);
    const states = await made.states();
    expect(states.map(({ status, lag }) => ({ status, lag }))).toEqual(
      allProjections.map(() => ({ status: 'following', lag: 0 })),
    );
  });

  it('goes on from its checkpoint after a stop, in pages of any size', async () => {
    await add(invented(2, 300, 'b'));
    const first = await begin({ page: 7 });
    await sleep(60);
    await first.stop();
    const made = await begin();
    await caughtUp();
    await expectEqual(made);
  });

  it('comes to the same when two of them work at once', async () => {
    await begin({ page: 11 });
    const made = await begin({ page: 13 });
    await add(invented(3, 300, 'c'));
    await caughtUp();
    await expectEqual(made);
  });

  it('stops loudly at an event that one projection cannot take in; the others go on; it resumes after the fix', async () => {
    let broken = true;
    const made = await begin({ projections: withFault('caseload', 'InvolvementEnded', () => broken) });
    await add(invented(4, 200, 'd'));
    await until(async () => (await stateOf(made, 'caseload'))?.status === 'failed');
    const state = await stateOf(made, 'caseload');
    expect(state?.failure).toMatchObject({ type: 'InvolvementEnded', kind: expect.stringMatching(/^TypeError/) });
    expect(state?.lag).toBeGreaterThan(0);
    expect(JSON.stringify(state)).not.toContain('Jones');
    const [next] = await store.page(state?.position ?? '', 1);
    expect(next?.id).toBe(state?.failure?.eventId);
    expect((await views.checkpoints()).get('caseload')).toMatchObject({ failedEvent: next?.id });

    const head = await store.head();
    await until(async () => (await stateOf(made, 'trail'))?.position === head);
    expect(await views.waitFor(head, 50)).toBe(false);

    broken = false;
    made.resume('caseload');
    await caughtUp();
    expect((await views.checkpoints()).get('caseload')?.failure).toBeUndefined();
    await expectEqual(made);
  });

  it('stops at an event that the tables refuse, with everything before it taken in', async () => {
    let broken = true;
    const projections = allProjections.map((one): Projection => {
      if (one.name !== 'items') return one;
      const nul = (event: Recorded, earlier: readonly Recorded[]) =>
        one.on(event, earlier).map((change) => {
          const refused = broken && event.type === 'FamilyMemberJoined' && 'put' in change;
          return refused ? { ...change, put: { ...change.put, person_id: 'a\0b' } } : change;
        });
      return { ...one, on: nul };
    });
    const made = await begin({ projections });
    await add(invented(5, 200, 'e'));
    await until(async () => (await stateOf(made, 'items'))?.status === 'failed');
    expect((await stateOf(made, 'items'))?.failure).toMatchObject({ type: 'FamilyMemberJoined' });
    const head = await store.head();
    await until(async () => (await stateOf(made, 'content'))?.position === head);
    broken = false;
    made.resume('items');
    await caughtUp();
    await expectEqual(made);
  });

  it('opens events one by one when one of them cannot be opened', async () => {
    let broken = true;
    const openEvents = (events: readonly Recorded[]): Promise<readonly Recorded[]> =>
      broken && events.some(({ stream }) => stream === 'note-tampered')
        ? Promise.reject(Object.assign(new Error('sealed content is not as it was written'), { code: 'tampered' }))
        : Promise.resolve(events);
    const made = await begin({ vault: { ...openVault, openEvents } });
    const subject = { subjects: ['p1'], clear: 'words' };
    const passage = {
      id: 'x1',
      subjects: ['p1'],
      thirdParties: [],
      revealsProtectedSource: false,
      location: 'checked',
      text: subject,
    };
    const note = { noteId: 'tampered', agencyId: 'school', passages: [passage] };
    await add([{ stream: 'note-tampered', event: { type: 'NoteRecorded', data: note } }, ...invented(6, 100, 'g')]);
    await until(async () => (await stateOf(made, 'content'))?.status === 'failed');
    expect((await stateOf(made, 'content'))?.failure?.kind).toMatch(/^Error tampered/);
    const head = await store.head();
    await until(async () => (await stateOf(made, 'items'))?.position === head);
    broken = false;
    made.resume('content');
    await caughtUp();
    await expectEqual(made);
  });

  it('waits while the database is away, and skips nothing', async () => {
    const { ownerUrl, appUrl, owner } = database();
    const pools: Pools = postgresPools({ ownerUrl, appUrl });
    const made = await begin({ pools });
    for (let round = 0; round < 5; round += 1) {
      await add(invented(70 + round, 40, `h${String(round)}`));
      await owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where usename = current_user and pid <> pg_backend_pid()`,
      );
    }
    await caughtUp();
    await stopAll();
    await expectEqual(made);
    await pools.close();
  });
});

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { EventStore } from '@hub/eventsourcing';
import { logMigrations, migrate, postgresEventStore, postgresKeyStore, vaultMigrations } from '../index.js';
import { withPostgres } from '../testing/index.js';
import { prepareReadStore, projector } from './index.js';
import { allProjections } from './testing/all-projections.js';
import { chance, feeds, invented, openVault, register, writeTo } from './testing/a-log-of-events.js';

const POINTS = process.env['CONCORD_SOAK'] === '1' ? 60 : 6;
const SEED = Number(process.env['CONCORD_SEED'] ?? 20261124);

const database = withPostgres();
let store: EventStore;

const inTesting = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** Runs a projector until it kills itself; how many statements it made if it got to the end instead. */
const run = (
  task: 'follow' | 'rebuild' | `forget ${string}`,
  at: number,
  side: 'before' | 'after',
): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const { ownerUrl, appUrl } = database();
    const script = [inTesting('../testing/load-typescript.mjs'), inTesting('./testing/projector-process.ts')];
    const child = spawn(process.execPath, ['--import', ...script, ownerUrl, appUrl, task, String(at), side]);
    let [said, complaints] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
    child.once('close', (code, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`ended with ${String(code)}: ${complaints}`));
      else resolve(said.startsWith('done ') ? Number(said.slice(5)) : undefined);
    });
  });

const expectEqualToARebuild = async (): Promise<void> => {
  const made = projector({ store, vault: openVault, pools: database(), projections: allProjections });
  for (const { name } of allProjections)
    expect({ name, ...(await made.verify(name)) }).toMatchObject({ name, equal: true });
};

/** Kills at points drawn from all statements of a whole run, until one run gets to the end. */
const killedAtEach = async (task: 'follow' | 'rebuild', statements: number): Promise<number> => {
  const below = chance(SEED);
  let kills = 0;
  for (let point = 0; point < POINTS; point += 1) {
    const done = await run(task, 1 + below(statements), below(2) === 0 ? 'before' : 'after');
    if (done === undefined) kills += 1;
    await expectEqualToARebuild();
  }
  return kills;
};

beforeAll(async () => {
  await migrate(database().owner, [...logMigrations, ...vaultMigrations]);
  store = postgresEventStore({ connectionString: database().appUrl, now: () => new Date().toISOString() });
  await writeTo(store, [...register(), ...feeds(5, 120), ...invented(SEED, 300)]);
  await prepareReadStore({ store, vault: openVault, pools: database(), projections: allProjections });
});
afterAll(() => store.close());

describe('a projector that is killed', () => {
  it(`equals a rebuild wherever it was (seed ${String(SEED)})`, async () => {
    const kills = await killedAtEach('follow', 120);
    expect(kills).toBeGreaterThan(0);
    await run('follow', 0, 'before');
    await expectEqualToARebuild();
  }, 600_000);

  it('goes on with a rebuild where it was, and swaps a whole one', async () => {
    const whole = await run('rebuild', 0, 'before');
    await killedAtEach('rebuild', whole ?? 0);
    expect(await run('rebuild', 0, 'before')).toBeLessThanOrEqual((whole ?? 0) * 2);
    await expectEqualToARebuild();
    const { rows } = await database().owner.query(`select projection from read.checkpoints where build <> 'live'`);
    expect(rows).toEqual([]);
  }, 600_000);
});

describe('a hub that is killed between the end of a key and the clearing of the views', () => {
  it('clears them when it starts again, wherever it was', async () => {
    const { owner } = database();
    const heldOf = async (person: string): Promise<number> => {
      const { rows } = await owner.query<{ held: number }>(
        `select (select count(*) from read.item_content where subjects = $1 and content is not null)::int
           + (select count(*) from read.person_keys where person_id = $2)::int as held`,
        [JSON.stringify([person]), person],
      );
      return rows[0]?.held ?? 0;
    };
    const { rows } = await owner.query<{ person_id: string }>('select distinct person_id from read.person_keys');
    const people = rows.map(({ person_id }) => person_id);
    const keys = postgresKeyStore(owner);
    const wholeRun = (await run(`forget ${people.pop() ?? ''}`, 0, 'before')) ?? 0;
    expect(wholeRun).toBeGreaterThan(5);
    let unfinished = 0;
    for (let at = 1; at <= wholeRun; at += 1) {
      const person = people.pop() ?? '';
      expect(await heldOf(person)).toBeGreaterThan(0);
      await run(`forget ${person}`, at, at % 2 === 0 ? 'before' : 'after');
      // What was asked for is kept as soon as the key is gone; before that nobody was told that it would be.
      if (!(await keys.destroyed()).includes(person)) continue;
      if ((await heldOf(person)) > 0) unfinished += 1;
      const again = projector({
        store,
        vault: { ...openVault, forgotten: () => keys.destroyed() },
        pools: database(),
        projections: allProjections,
      });
      await again.start();
      await again.forget();
      await again.stop();
      expect(await heldOf(person)).toBe(0);
    }
    expect(unfinished).toBeGreaterThan(0);
  }, 600_000);
});

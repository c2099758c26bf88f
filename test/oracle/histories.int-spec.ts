import { answerOf, decide } from '@hub/sharing';
import { startTestDatabase } from '@hub/postgres/testing';
import { openHub, withHub, type TestHub } from '../e2e/hub.js';
import { progressOf } from '../soak/progress.js';
import { differenceIn, differenceInTrail, type Difference } from './compare.js';
import { batchOf, type Batch, type Timeline } from './histories.js';
import { isAsked, type Asked, type History } from './history.js';
import { productAsks, productView } from './in-process.js';
import { expectedView, type View } from './oracle.js';
import { recorder, type Put } from './recorder.js';
import { START } from './rules.js';
import { shrunk } from './shrink.js';
import { storyOf } from './story.js';
import { tally, tallied } from './tally.js';
import { worldOf } from './world.js';
import { isDeepStrictEqual } from 'node:util';

const SIZE = 20;
const soak = process.env['CONCORD_SOAK'] !== undefined;
const HISTORIES = Number(process.env['CONCORD_HISTORIES'] ?? (soak ? 10_000 : 200));
/** Another first seed gives other histories; a soak says which batches it has been through. */
const FIRST_SEED = Number(process.env['CONCORD_SEED'] ?? 1);

const progress = progressOf('oracle', FIRST_SEED);
const seeds = Array.from({ length: Math.ceil(HISTORIES / SIZE) }, (_, index) => FIRST_SEED + index);

const firstOf = async (
  hub: TestHub,
  put: readonly Put[],
): Promise<{ put: Put; difference: Difference } | undefined> => {
  for (const one of put) {
    const difference = differenceIn(one) ?? (await differenceInTrail(hub, one));
    if (difference) return { put: one, difference };
  }
  return undefined;
};

/** The product's own decision, on facts as the oracle reads them: much faster than a hub. */
const decidesOtherwise = (history: History): boolean => {
  const asked = history.at(-1) as Asked;
  const world = worldOf(history.slice(0, -1), asked.at);
  const { request, facts } = productAsks(world, asked);
  const view: View = expectedView(history.slice(0, -1), asked);
  return !isDeepStrictEqual(productView(decide(request, facts), answerOf), view);
};

/** Time runs forwards in a hub, so that each attempt at a shorter history has a hub of its own. */
const ATTEMPTS = 40;
const replayed = async (timeline: Timeline, history: History): Promise<Difference | undefined> => {
  const database = await startTestDatabase();
  const { hub, close } = await openHub(database, { at: START, logLevel: 'silent' });
  try {
    const [put = []] = await recorder(hub)(timeline, [history]);
    return (await firstOf(hub, put.slice(-1)))?.difference;
  } catch {
    return undefined;
  } finally {
    await close();
    await database.close();
  }
};

/** The shortest history with a difference, as a story. */
const told = async ({ timeline }: Batch, history: History, difference: Difference): Promise<string> => {
  const stillDiffers = decidesOtherwise(history)
    ? decidesOtherwise
    : async (fewer: History) => (await replayed(timeline, fewer))?.what === difference.what;
  const least = await shrunk(history, stillDiffers, stillDiffers === decidesOtherwise ? Infinity : ATTEMPTS);
  return storyOf(least, (await replayed(timeline, least)) ?? difference);
};

describe.each(soak ? progress.left(seeds) : seeds)('histories of seed %i', (seed) => {
  const hub = withHub({ at: START });

  it('are answered as the text says', async () => {
    const batch = batchOf(seed, SIZE, START);
    const put = await recorder(hub())(batch.timeline, batch.histories);
    put.flat().forEach(tally);
    for (const [index, questions] of put.entries()) {
      const found = await firstOf(hub(), questions);
      if (!found) continue;
      const history = batch.histories[index] ?? [];
      const place = history.flatMap((step, at) => (isAsked(step) ? [at] : []))[questions.indexOf(found.put)] ?? 0;
      throw new Error(
        `seed ${String(seed)}, history ${String(index)}\n\n${await told(batch, history.slice(0, place + 1), found.difference)}`,
      );
    }
    if (soak) progress.note(seed);
  }, 1_800_000);
});

describe('a history that is recorded over HTTP to its last signature', () => {
  const hub = withHub({ at: START });

  it('is answered as the text says', async () => {
    const { timeline, histories } = batchOf(FIRST_SEED, 4, START);
    const put = await recorder(hub(), { beginnings: 'http' })(timeline, histories);
    expect(await firstOf(hub(), put.flat())).toBeUndefined();
  }, 300_000);
});

afterAll(() => process.stdout.write(tallied()));

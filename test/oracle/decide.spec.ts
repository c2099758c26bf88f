import { isDeepStrictEqual } from 'node:util';
import { answerOf, decide } from '@hub/sharing';
import { batchOf, type Leaning } from './histories.js';
import { isAsked, type Asked, type History } from './history.js';
import { productAsks, productKept, productView } from './in-process.js';
import { judge, type Kept } from './oracle.js';
import { START } from './rules.js';
import { isRecordable, shrunk } from './shrink.js';
import { storyOf } from './story.js';
import { worldOf } from './world.js';

const BATCHES = Number(process.env['CONCORD_BATCHES'] ?? 4);
const FIRST_SEED = Number(process.env['CONCORD_SEED'] ?? 1);
const seeds = Array.from({ length: BATCHES }, (_, index) => FIRST_SEED + index);

/** Passages in order of item, and reasons in any: carried ones stand last among those of their stage. */
const inOrder = ({ passages, ...kept }: Kept) => ({
  ...kept,
  passages: passages
    .map(({ reasons, ...passage }) => ({ ...passage, reasons: [...reasons].sort() }))
    .sort((a, b) => (a.item === b.item ? 0 : a.item < b.item ? -1 : 1)),
});

const differenceIn = (history: History) => {
  const asked = history.at(-1) as Asked;
  const world = worldOf(history.slice(0, -1), asked.at);
  const expected = judge(world, asked);
  const { request, facts } = productAsks(world, asked);
  const decision = decide(request, facts);
  const got = { view: productView(decision, answerOf), kept: productKept(decision) };
  if (!isDeepStrictEqual(got.view, expected.view)) return { what: 'view', expected: expected.view, got: got.view };
  const [ours, theirs] = [inOrder(expected.kept), inOrder(got.kept)];
  return isDeepStrictEqual(ours, theirs) ? undefined : { what: 'trail', expected: ours, got: theirs };
};

/** The whole decision, omitted passages and their reasons too, on facts as the oracle reads them. */
describe.each<Leaning>(['anything', 'versions'])(
  'the decision and the text, on histories that lean towards %s',
  (leaning) => {
    it.each(seeds)(
      'agree on those of seed %i',
      async (seed) => {
        for (const whole of batchOf(seed, 10, START, leaning).histories)
          for (const [place, asked] of whole.entries()) {
            const history = [...whole.slice(0, place).filter((step) => !isAsked(step)), asked];
            const difference = isAsked(asked) ? differenceIn(history) : undefined;
            if (!difference) continue;
            const { what } = difference;
            const least = await shrunk(history, (fewer) => isRecordable(fewer) && differenceIn(fewer)?.what === what);
            throw new Error(storyOf(least, differenceIn(least) ?? difference));
          }
      },
      120_000,
    );
  },
);

/* eslint-disable max-depth -- a search through histories, questions and rules */
import { answerOf, decide, decideWithout, type Decision, type Facts, type Request } from '@hub/sharing';
import { isDeepStrictEqual } from 'node:util';
import { batchOf, type Leaning } from './histories.js';
import { isAsked, type Asked, type History } from './history.js';
import { productAsks, productKept, productView } from './in-process.js';
import { judge, type Kept } from './oracle.js';
import { isRecordable, shrunk } from './shrink.js';
import { worldOf } from './world.js';

export const START = '2026-03-02T09:00:00.000Z';
const BATCH = 10;

/** A history that goes wrong without a rule: which of a batch, and which of its steps are enough. */
export interface Case {
  readonly rule: string;
  /** Where it shows: in what the caller sees, or in the trail alone. */
  readonly shows: 'view' | 'trail';
  readonly seed: number;
  readonly leaning: Leaning;
  readonly index: number;
  readonly steps: readonly number[];
}

/** Rules that no history over HTTP can reach, because something before them refuses what they notice. */
export const OUT_OF_REACH: Readonly<Record<string, string>> = {
  'caller-registered': 'the guard refuses a role that is not registered, and no route removes one',
  'purpose-stated': 'a read without a purpose is refused before it is decided',
  'subject-known': 'of a person nobody registered nothing else is known either: there is no relationship',
  'passage-about-somebody': 'a passage without subjects is refused when it is written',
  'passage-about-known-people': 'a passage about somebody who is not registered is refused when it is written',
  'unknown-household-protected': 'nobody joins a family who is not registered',
  'item-protected': 'an address is protected on the person; on a note it is refused',
  'item-asked-about': 'facts are gathered about whom is asked about, and nobody else',
  'newest-version-first': 'an agreement speaks with one version at a time',
  'flow-between-parties': 'an agreement with a flow to or from a stranger is refused when it is drafted',
  'self-is-the-subject': 'a consent by oneself about somebody else is refused',
  'consent-effective': 'a consent that takes effect later than now is refused',
  'override-has-begun': 'an override begins when it is opened',
};

type Decide = (request: Request, facts: Facts) => Decision;

const TOP = ['entitled', 'outcome', 'reasons', 'obligations', 'consents'] as const;
const keeps = (a: Kept, b: Kept): boolean => TOP.every((what) => isDeepStrictEqual(a[what], b[what]));

/** How decisions of the product compare with the oracle's for the last step of a history. */
const comparison = (history: History) => {
  const asked = history.at(-1) as Asked;
  const world = worldOf(history.slice(0, -1), asked.at);
  const { view, kept } = judge(world, asked);
  const { request, facts } = productAsks(world, asked);
  return (made: Decide): { readonly view: boolean; readonly trail: boolean } => {
    const decision = made(request, facts);
    return {
      view: isDeepStrictEqual(productView(decision, answerOf), view),
      trail: keeps(productKept(decision), kept),
    };
  };
};

/** Whether the rule's absence shows, and nothing else does. */
export const catches = (history: History, rule: string, shows: Case['shows']): boolean => {
  const compared = comparison(history);
  return compared(decide).view && compared(decide).trail && !compared(decideWithout(rule))[shows];
};

const batches = new Map<string, readonly History[]>();
const historyAt = (seed: number, leaning: Leaning, index: number): History => {
  const key = `${leaning} ${String(seed)}`;
  if (!batches.has(key)) batches.set(key, batchOf(seed, BATCH, START, leaning).histories);
  return batches.get(key)?.[index] ?? [];
};

export const historyOf = ({ seed, leaning, index, steps }: Case): History => {
  const whole = historyAt(seed, leaning, index);
  return steps.flatMap((step) => whole[step] ?? []);
};

/** Looks for histories that go wrong without each of these rules, in batches of these seeds. */
export const hunt = async (
  rules: readonly string[],
  seeds: readonly number[],
  leaning: Leaning,
  shows: Case['shows'],
): Promise<readonly Case[]> => {
  const left = new Set(rules);
  const found: Case[] = [];
  for (const seed of seeds) {
    for (let index = 0; index < BATCH && left.size > 0; index++) {
      const whole = historyAt(seed, leaning, index);
      for (const [place, asked] of whole.entries()) {
        if (!isAsked(asked)) continue;
        const history = [...whole.slice(0, place).filter((step) => !isAsked(step)), asked];
        const compared = comparison(history);
        for (const rule of left) {
          if (compared(decideWithout(rule))[shows]) continue;
          const least = await shrunk(history, (fewer) => catches(fewer, rule, shows));
          if (!isRecordable(least) || !catches(least, rule, shows)) continue;
          found.push({ rule, shows, seed, leaning, index, steps: least.map((step) => whole.indexOf(step)) });
          left.delete(rule);
        }
      }
    }
    batches.delete(`${leaning} ${String(seed)}`);
    if (left.size === 0) break;
  }
  return found;
};

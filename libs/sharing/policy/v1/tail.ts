import type { Category, Item, ItemId, PersonId } from '../../language.js';
import { byText, first, memoised } from './asking.js';
import { askCandidate, type Asked } from './candidates.js';
import type { Manner } from './gates.js';
import { overrideFor } from './override.js';
import type { Candidate, Context, Found, Tail } from './rule.js';

/** The items of a decision by their source, each with the passages that no hard bar hides. */
export type Askable = ReadonlyMap<string, readonly { readonly item: Item; readonly passages: readonly Asked[] }[]>;

type Counts = Map<PersonId, number>;

const newestFirst = ({ item: a }: { readonly item: Item }, { item: b }: { readonly item: Item }): number =>
  byText(b.effectiveAt, a.effectiveAt) || byText(b.id, a.id);

/** The first of a passage's subjects for whom the flow has carried enough already. */
const beyondFor = (c: Context, { flow }: Candidate, { subjects }: Asked, counts: Counts): Found | undefined => {
  for (const { id } of subjects) {
    const found = first(c.policy.tail, (rule) => rule.judge(flow, counts.get(id) ?? 0));
    if (found !== undefined) return found;
  }
  return undefined;
};

const shows = (c: Context, candidate: Candidate, asked: Asked, manner: Manner): boolean =>
  (manner === 'plain' || overrideFor(c, asked.passage) !== undefined) &&
  askCandidate(c, candidate, asked, { manner, beyond: undefined }).outcome !== 'omit';

/** What an item adds: the passages beyond the tail, and the subjects of those that the flow shows. */
interface Step {
  readonly beyond: ReadonlyMap<string, Found>;
  readonly shown: ReadonlySet<PersonId>;
}

const stepOf = (
  c: Context,
  candidate: Candidate,
  passages: readonly Asked[],
  { counts, manner }: { readonly counts: Counts; readonly manner: Manner },
): Step => {
  const beyond = new Map<string, Found>();
  const shown = new Set<PersonId>();
  for (const asked of passages) {
    const found = beyondFor(c, candidate, asked, counts);
    if (found !== undefined) beyond.set(asked.passage.id, found);
    else if (shows(c, candidate, asked, manner)) asked.subjects.forEach(({ id }) => shown.add(id));
  }
  return { beyond, shown };
};

const counted = (c: Context, candidate: Candidate, askable: Askable, manner: Manner): Tail => {
  const tail = new Map<ItemId, ReadonlyMap<string, Found>>();
  const countsOf = new Map<Category, Counts>();
  for (const { item, passages } of [...(askable.get(candidate.flow.from) ?? [])].sort(newestFirst)) {
    const counts = memoised(countsOf, item.category, () => new Map<PersonId, number>());
    const { beyond, shown } = stepOf(c, candidate, passages, { counts, manner });
    for (const id of shown) counts.set(id, (counts.get(id) ?? 0) + 1);
    if (beyond.size > 0) tail.set(item.id, beyond);
  }
  return tail;
};

const tailOf = (c: Context, candidate: Candidate, askable: () => Askable, manner: Manner): Tail =>
  manner === 'plain'
    ? (candidate.memo.tail ??= counted(c, candidate, askable(), manner))
    : (candidate.memo.openedTail ??= counted(c, candidate, askable(), manner));

/**
 * What puts a passage beyond the tail of a flow, if it has one.
 *
 * INVARIANT: only what the flow shows is counted, so that a hidden newer item never pushes an older one out.
 */
export const beyondTail = (
  c: Context,
  candidate: Candidate,
  { item, passage }: Asked,
  { askable, manner }: { readonly askable: () => Askable; readonly manner: Manner },
): Found | undefined =>
  candidate.flow.mostRecent === undefined
    ? undefined
    : tailOf(c, candidate, askable, manner).get(item.id)?.get(passage.id);

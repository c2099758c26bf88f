import { isDeepStrictEqual } from 'node:util';
import type { DisclosureEvent } from '@hub/disclosures';
import type { Answer, TestHub } from '../e2e/hub.js';
import { judge, viaKey, type Kept, type ReasonKey, type SeenItem, type View } from './oracle.js';
import type { Put } from './recorder.js';
import { worldOf, type World } from './world.js';

/** What differs between what a caller must see and what it saw. */
export interface Difference {
  readonly what: string;
  readonly expected: unknown;
  readonly got: unknown;
}

interface AnsweredItem {
  readonly id: string;
  readonly passages: readonly {
    readonly content?: unknown;
    readonly about?: readonly string[];
    readonly masked?: boolean;
    readonly reasons?: readonly { readonly stage: number; readonly code: string }[];
  }[];
  readonly labels?: readonly string[];
  readonly via?: { readonly kind: 'own' | 'override' | 'flow' };
  readonly onward: readonly string[];
}

const keysOf = (reasons: readonly { readonly stage: number; readonly code: string }[]): readonly ReasonKey[] =>
  reasons.map(({ stage, code }) => `${String(stage)} ${code}`);

type Told = readonly { readonly content?: unknown; readonly masked?: readonly ReasonKey[] }[];

const saysRegistered = (person: string, { about, content }: AnsweredItem['passages'][number]): boolean =>
  about?.[0] === person && (content as { service?: string } | undefined)?.service === 'Registered the person';

type Got = Pick<SeenItem, 'via' | 'onward'> & { readonly passages: Told };

/** Masked alike, and come by the same way: nothing else shows of the two. */
const showsAlike = (expected: SeenItem, got: Got): boolean =>
  isDeepStrictEqual(
    [expected.passages[0]?.masked, expected.via, expected.onward],
    [got.passages[0]?.masked, got.via, got.onward],
  );

/**
 * The involvement that comes with a registration has an id that no receipt tells: it is known by what it says, and where it
 * is masked, it may be any of those that are masked alike. Each name is given once.
 */
const naming = (expected: readonly SeenItem[]) => {
  const left = new Set(expected.filter(({ id }) => id.startsWith('involvement-registration-')));
  return ({ id, passages: [first] }: AnsweredItem, got: Got): string => {
    if (!first || !id.startsWith('involvement-') || expected.some((item) => item.id === id)) return id;
    const registration = [...left].find((item) =>
      first.masked ? showsAlike(item, got) : saysRegistered(item.id.replace('involvement-registration-', ''), first),
    );
    if (!registration) return id;
    left.delete(registration);
    return registration.id;
  };
};

/** Whether everything that is known of the words is in the content. */
const says = (content: unknown, words: unknown): boolean => {
  if (words === undefined) return content !== undefined;
  if (typeof words === 'string') return Object.values(content as object).includes(words);
  return Object.entries(words as object).every(([key, value]) =>
    isDeepStrictEqual((content as Record<string, unknown>)[key], value),
  );
};

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);

const itemsDiffer = (
  world: World,
  view: Extract<View, { status: 200 }>,
  answered: readonly AnsweredItem[],
): unknown => {
  const nameOf = naming(view.items);
  const got = answered
    .map((item) => {
      const passages = item.passages.map(({ masked, reasons = [], content }) =>
        masked ? { masked: keysOf(reasons) } : { content },
      );
      const via = viaKey(item.via as Parameters<typeof viaKey>[0]);
      const onward = [...item.onward].sort();
      return {
        id: nameOf(item, { passages, via, onward }),
        passages,
        via,
        onward,
        ...(item.labels && { labels: item.labels }),
      };
    })
    .sort(byId);
  const expected = [...view.items].sort(byId);
  const labelsOf = ({ id, passages }: SeenItem): readonly string[] | undefined =>
    passages.some(({ masked }) => masked) ? undefined : world.items.find((item) => item.id === id)?.labels;
  if (
    !isDeepStrictEqual(
      got.map(({ id }) => id),
      expected.map(({ id }) => id),
    )
  )
    return got;
  const same = expected.every((item, index) => {
    const other = got[index];
    return (
      other?.via === item.via &&
      isDeepStrictEqual(other.onward, item.onward) &&
      isDeepStrictEqual(other.labels, labelsOf(item)) &&
      other.passages.length === item.passages.length &&
      item.passages.every(({ id, masked }, place) => {
        const shown = other.passages[place];
        if (masked) return isDeepStrictEqual(shown, { masked });
        return shown !== undefined && 'content' in shown && says(shown.content, world.words[`${item.id} ${id}`]);
      })
    );
  });
  return same ? undefined : got;
};

/** Free words of what was recorded that the caller must not see, found in what it was sent. */
const leaks = (world: World, view: View, text: string): readonly string[] => {
  const shown = new Set(
    view.status === 404
      ? []
      : view.items.flatMap(({ id, passages }) =>
          passages.filter(({ masked }) => !masked).map((each) => `${id} ${each.id}`),
        ),
  );
  const free = (words: unknown): readonly string[] =>
    Object.entries(words as object).flatMap(([key, value]) =>
      ['text', 'given', 'lines', 'service', 'words'].includes(key) ? [value].flat().map(String) : [],
    );
  return Object.entries(world.words)
    .filter(([key, words]) => !shown.has(key) && typeof words === 'object')
    .flatMap(([, words]) => free(words))
    .filter((words) => text.includes(`"${words}"`));
};

/** How an answer differs from what the rules say. */
export const differenceIn = ({ history, asked, answer }: Put): Difference | undefined => {
  const world = worldOf(history, asked.at);
  const { view } = judge(world, asked);
  if (answer.status !== view.status)
    return { what: 'status', expected: view.status, got: [answer.status, answer.body] };
  const leaked = leaks(world, view, answer.text);
  if (leaked.length > 0) return { what: 'words that must not leave', expected: [], got: leaked };
  if (view.status === 404) return undefined;
  const { outcome, reasons, obligations, items } = answer.body;
  const got = { outcome, reasons: keysOf(reasons), obligations };
  for (const what of ['outcome', 'reasons', 'obligations'] as const)
    if (!isDeepStrictEqual(got[what], view[what])) return { what, expected: view[what], got: got[what] };
  const other = itemsDiffer(world, view, items as readonly AnsweredItem[]);
  return other === undefined ? undefined : { what: 'items', expected: view.items, got: other };
};

const entryOf = ({ status, body }: Answer): string =>
  String(status === 200 ? body.disclosureId : body.instance).replace('urn:uuid:', '');

/** The world without what is not about whom the question is about: a hub that is asked looks no further. */
const about = (world: World, { about: whom }: Put['asked']): World => {
  const subjects = 'person' in whom ? [whom.person] : (world.families[whom.family] ?? []);
  const isAbout = (passages: World['items'][number]['passages']): boolean =>
    passages.some((passage) => passage.subjects.some((subject) => subjects.includes(subject)));
  return { ...world, items: world.items.filter(({ passages }) => isAbout(passages)) };
};

/** How the entry in the trail differs from what must be kept. Passages stand under ids that only the log knows. */
export const differenceInTrail = async (
  hub: TestHub,
  { history, asked, answer }: Put,
): Promise<Difference | undefined> => {
  const { kept } = judge(about(worldOf(history, asked.at), asked), asked);
  const events = await hub.store.read<DisclosureEvent>(`disclosure-${entryOf(answer)}`);
  const decided = events.findLast((event) => event.type === 'DisclosureMade' || event.type === 'DisclosureDenied');
  if (!decided) return { what: 'trail', expected: kept, got: undefined };
  const { decision } = decided.data;
  const got: Omit<Kept, 'passages'> = { ...decision, reasons: keysOf(decision.reasons) };
  for (const what of ['entitled', 'outcome', 'reasons', 'obligations', 'consents'] as const)
    if (!isDeepStrictEqual(got[what], kept[what]))
      return { what: `trail: ${what}`, expected: kept[what], got: got[what] };
  return undefined;
};

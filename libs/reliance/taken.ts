import type { KeyedHash } from '@hub/door';
import type { EventStore, Instant } from '@hub/eventsourcing';
import type { FactsGatherer, NoteIndex } from '@hub/facts';
import type { ItemId, PersonId } from '@hub/sharing';
import type { AskedAgain } from './asked-again.js';
import type { ByHand } from './by-hand.js';
import type { Telling, ToldItem } from './told.js';

export interface TakingPorts {
  readonly store: Pick<EventStore, 'read' | 'readMany' | 'isAfter'>;
  readonly facts: FactsGatherer;
  readonly index: NoteIndex;
  readonly hash: KeyedHash;
  readonly now: () => Instant;
}

/** Somebody whom a cause is about: one recall for each recipient. */
export interface About {
  /** The record that the cause itself names: the id of a recall is made of it, so it never depends on matches. */
  readonly subject: PersonId;
  /** Every record of theirs: what was told about any of them is found. */
  readonly records: ReadonlySet<PersonId>;
}

/** What a cause has taken away, and how to tell whether something relied on it. */
export interface Taken {
  readonly about: readonly About[];
  /** What of a telling relied on what has gone, as far as it is about this person. */
  readonly lost: (telling: Telling, about: About) => Promise<readonly ToldItem[]>;
  /** Whether something told by hand relied on it. */
  readonly lostByHand: (told: ByHand) => boolean;
  /** Whoever was told the same under a statute as well may retain it for that. */
  readonly retainable: boolean;
}

export const NOTHING_BY_HAND = (): boolean => false;

/** All records of some people as of now, each under the record that was asked for. */
export const aboutEach = async (
  { facts, now }: Pick<TakingPorts, 'facts' | 'now'>,
  subjects: Iterable<PersonId>,
): Promise<readonly About[]> =>
  Promise.all(
    [...new Set(subjects)].map(async (subject) => {
      const { recordsOf } = await facts.gather({ people: [subject], notes: false, at: now() });
      return { subject, records: new Set([subject, ...recordsOf(subject)]) };
    }),
  );

/** Of each item the passages that are about somebody. */
export const onlyAbout = (
  items: readonly ToldItem[],
  subjectsOf: (item: ItemId, passage: string) => readonly PersonId[],
  people: ReadonlySet<PersonId>,
): readonly ToldItem[] =>
  items
    .map((one) => ({
      ...one,
      passages: one.passages.filter(({ passage }) => subjectsOf(one.item, passage).some((id) => people.has(id))),
    }))
    .filter(({ passages }) => passages.length > 0);

/** Who the passages of a decision's items are about, by the ids that it went by. */
export const subjectsIn = ({ facts: { items } }: Awaited<ReturnType<AskedAgain['past']>>) => {
  const known = new Map(
    items.flatMap(({ id, passages }) =>
      passages.map((passage) => [JSON.stringify([id, passage.id]), passage.subjects] as const),
    ),
  );
  return (item: ItemId, passage: string): readonly PersonId[] => known.get(JSON.stringify([item, passage])) ?? [];
};

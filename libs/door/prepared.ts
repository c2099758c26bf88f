import type { DisclosureCommand } from '@hub/disclosures';
import { lasting, memory, type Memory } from '@hub/eventsourcing';
import type { Gathered } from '@hub/facts';
import type { Decided, Decision, PersonId } from '@hub/sharing';
import { answered, unspoken, visiblePassages, type Answered, type UnspokenItem, type Which } from './answered.js';
import { keptDecision } from './kept-decision.js';
import type { PassageRef, Words } from './ports.js';
import { named, type Page, type Question } from './question.js';
import { shownFields } from './shown-fields.js';
import { toldIds, type KeyedHash, type ToldIds } from './told-ids.js';
import { visibleItems } from './visible-items.js';

type Entry = Extract<DisclosureCommand, { type: 'RecordDisclosure' }>['data'];

/** What follows from a decision for a question, before anybody has been told: all but when it was asked, and the words. */
export interface Prepared<C> {
  /** What the trail says of it. */
  readonly recorded: Pick<Entry, 'decision' | 'subjects' | 'knownAs' | 'items'>;
  readonly passages: readonly PassageRef[];
  /** Missing where the caller is told nothing. */
  readonly answer: ((which: Which, words: ReadonlyMap<string, Words>) => Answered<C>) | undefined;
}

const NOTHING: Page = { shown: [] };

/** Pages of one decision that are kept, at least; at most twice as many. Each may hold two hundred kilobytes. */
const PAGES = 1;

/** Everybody of whom the answer tells, under each of their records' ids. */
const toldAbout = ({ subjects, recordsOf }: Gathered, { shown }: Page<unknown>): readonly PersonId[] => {
  const people = new Set(subjects);
  for (const one of shown)
    for (const passage of visiblePassages(one)) for (const subject of passage.subjects) people.add(subject);
  return [...new Set([...people].flatMap((person) => recordsOf(person)))];
};

/** The note that is asked about is the caller's agency's own: it knows whom it is about. */
const asksOwnNote = ({ about, asking }: Question<unknown>, { facts }: Gathered): boolean =>
  'noteId' in about &&
  facts.items.some(({ stream, source }) => stream === `note-${about.noteId}` && source === asking.agency);

/** The same people by the ids that the caller knows or is told; where nothing is told, those whom they named. */
const knownAs = (
  question: Question<unknown>,
  gathered: Gathered,
  { isTold, page, ids }: { readonly isTold: boolean; readonly page: Page<unknown>; readonly ids: ToldIds },
): readonly PersonId[] =>
  isTold || asksOwnNote(question, gathered)
    ? ids.known([
        ...gathered.asked,
        ...page.shown.flatMap((shown) => visiblePassages(shown).flatMap((passage) => ids.about(shown.item, passage))),
      ])
    : named(question.about);

const permitted = ({ shown }: Page<unknown>): readonly PassageRef[] =>
  shown.flatMap(({ item: { id: item, stream, revision }, visible }) =>
    visible.permitted.map((passage) => ({ item, passage, stream, revision })),
  );

/** What is said of each item once, when somebody is first answered. */
const unspokenOnce = (page: Page<unknown>, ids: ToldIds): (() => readonly UnspokenItem[]) => {
  let items: readonly UnspokenItem[] | undefined;
  return () => (items ??= page.shown.map((shown) => unspoken(shown, ids)));
};

/** The page, and all that goes with it. */
const workedOut = <C>(
  question: Question<C>,
  gathered: Gathered,
  { decision, told: tellable }: Decided,
  hash: KeyedHash,
): Prepared<C> => {
  const page = tellable ? question.choose(visibleItems(tellable, gathered.facts), gathered.canonical) : NOTHING;
  const told = question.unknownWhenEmpty === true && page.shown.length === 0 ? undefined : tellable;
  const ids = toldIds({ agency: question.asking.agency, hash }, gathered, named(question.about));
  const items = unspokenOnce(page, ids);
  return {
    recorded: {
      decision: keptDecision(decision, new Set(page.shown.map(({ item }) => item.id))),
      subjects: toldAbout(gathered, page),
      knownAs: knownAs(question, gathered, { isTold: told !== undefined, page, ids }),
      items: lasting(page.shown.map((shown) => ({ item: shown.item.id, fields: shownFields(shown) }))),
    },
    passages: permitted(page),
    answer: told && ((which, words) => answered({ told, items: items(), next: page.next, ids }, which, words)),
  };
};

const nameOf = ({ kind, about, unknownWhenEmpty = false, choice }: Question<unknown>): string | undefined =>
  choice === undefined ? undefined : JSON.stringify([kind, about, unknownWhenEmpty, choice]);

/**
 * What follows from a decision, worked out once for as long as that decision is looked up: for the very same decision
 * rests on the very same facts, and on whose records are one person's.
 */
export const preparing = (hash: KeyedHash) => {
  const known = new WeakMap<Decision, Memory<string, Prepared<unknown>>>();

  return <C>(question: Question<C>, gathered: Gathered, decided: Decided): Prepared<C> => {
    const name = nameOf(question);
    if (name === undefined) return workedOut(question, gathered, decided, hash);
    const pages = known.get(decided.decision) ?? memory<string, Prepared<unknown>>(PAGES);
    known.set(decided.decision, pages);
    // Of the same kind and choice: its cursor is of the same type.
    const before = pages.get(name) as Prepared<C> | undefined;
    if (before) return before;
    const made = workedOut(question, gathered, decided, hash);
    pages.set(name, made);
    return made;
  };
};

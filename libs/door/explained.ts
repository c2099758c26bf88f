import type { Gathered } from '@hub/facts';
import {
  answerOf,
  type AgencyId,
  type Decision,
  type Facts,
  type FamilyId,
  type Gate,
  type Item,
  type ItemId,
  type ItemOutcome,
  type ObligationCode,
  type Outcome,
  type PersonId,
  type Reason,
} from '@hub/sharing';
import { toldIds, type ToldIds, type ToldTo } from './told-ids.js';

/** A decision as an information-governance officer may see it. No content. */
export interface Explained {
  readonly policy: string;
  readonly entitled: boolean;
  readonly outcome: Outcome;
  /** Of the answer; where there was none, why not. */
  readonly reasons: readonly Reason[];
  readonly obligations: readonly ObligationCode[];
  /** What each flow to the agency comes to, with its reasons and the consents that it relies on. */
  readonly gates: readonly Gate[];
  readonly items: readonly ItemOutcome[];
  /** Revisions of the streams that the decision rests on. */
  readonly heads: Readonly<Record<string, number>>;
}

const isShown = ({ passages }: ItemOutcome): boolean => passages.some(({ outcome }) => outcome !== 'omit');

/** What an officer's agency knows of: its own items, what the request shows it, and the streams that may be named. */
export interface Known {
  readonly own: ReadonlySet<ItemId>;
  readonly shown: ReadonlySet<ItemId>;
  /** Streams that may be named, each by the name that it goes by: that of the one record which the agency is told of. */
  readonly streams: ReadonlyMap<string, string>;
}

/** A decision as one agency is told of it. */
export interface Telling {
  readonly agency: AgencyId;
  readonly ids: ToldIds;
  readonly facts: Facts;
  /** Those asked about, by any of their ids. */
  readonly asked: readonly PersonId[];
  readonly familyId: FamilyId | undefined;
  /** Whoever else the items are about has been told of as well. */
  readonly withOthers: boolean;
}

interface Found {
  readonly gathered: Gathered;
  /** By which ids the agency named people, or knew them. */
  readonly known: readonly PersonId[];
  readonly familyId?: FamilyId | undefined;
  readonly withOthers?: boolean;
}

/** What was decided on these facts, as one agency is told of it. */
export const tellingOf = (to: ToldTo, { gathered, known, familyId, withOthers = true }: Found): Telling => ({
  agency: to.agency,
  ids: toldIds(to, gathered, known),
  facts: gathered.facts,
  asked: gathered.subjects,
  familyId,
  withOthers,
});

/**
 * Whoever is not let in learns of nobody: the names of the streams, and the agency's own items among those asked about,
 * would tell who is in a family, and that two records are one person's.
 */
const KNOWN_TO_ANYBODY: Known = {
  own: new Set(),
  shown: new Set(),
  streams: new Map([['register', 'register']]),
};

const OF_A_PERSON = /^(person|consents)-(.+)$/;
const OF_A_RECORD = /^(note|family|match)-/;

/** The people whom a decision about these items tells of, by their ids for the agency. */
const peopleIn = ({ ids, asked, withOthers }: Telling, items: readonly Item[]): ReadonlySet<PersonId> => {
  const others = withOthers ? items : [];
  const subjects = others.flatMap((item) => item.passages.flatMap((passage) => ids.about(item, passage)));
  return new Set(ids.people([...asked, ...subjects]));
};

/**
 * What a stream goes by: one of a person's by the one id that the agency is told, whichever record it is of. The name
 * of a note's stream tells that there is a note, a family's that there is a family, and a match's that there is another
 * record: none where the agency is not told of it anyway.
 */
const naming = (telling: Telling, told: ReadonlySet<ItemId>): ((stream: string) => readonly string[]) => {
  const { ids, facts, familyId } = telling;
  const items = facts.items.filter(({ id }) => told.has(id));
  const people = peopleIn(telling, items);
  const streams = new Set(items.map(({ stream }) => stream));
  if (familyId !== undefined) streams.add(`family-${familyId}`);
  return (stream) => {
    const [, kind, record] = OF_A_PERSON.exec(stream) ?? [];
    if (kind === undefined || record === undefined)
      return !OF_A_RECORD.test(stream) || streams.has(stream) ? [stream] : [];
    return people.has(ids.person(record)) ? [`${kind}-${ids.person(record)}`] : [];
  };
};

export const knownTo = (telling: Telling, { entitled, items, heads }: Decision): Known => {
  if (!entitled) return KNOWN_TO_ANYBODY;
  const own = new Set(telling.facts.items.filter(({ source }) => source === telling.agency).map(({ id }) => id));
  const shown = new Set(items.filter(isShown).map(({ item }) => item));
  const namesOf = naming(telling, new Set([...own, ...shown]));
  const named = Object.keys(heads).flatMap((stream) => namesOf(stream).map((name) => [stream, name] as const));
  return { own, shown, streams: new Map(named) };
};

const itemsFor = (
  { own, shown, streams }: Known,
  items: readonly ItemOutcome[],
  ids: ToldIds,
): readonly ItemOutcome[] =>
  items
    .filter(({ item }) => own.has(item) || shown.has(item))
    .map(({ item, stream, passages, ...outcome }) => ({
      ...outcome,
      item: ids.item(item),
      stream: streams.get(stream) ?? stream,
      passages: own.has(item) ? passages : passages.filter((passage) => passage.outcome !== 'omit'),
    }));

/**
 * The decision in full, but for what the officer's agency knows nothing of: that another agency holds something which
 * it does not share is that agency's to tell.
 */
export const explainedTo = (telling: Telling, decision: Decision): Explained => {
  const known = knownTo(telling, decision);
  const { outcome, reasons, obligations } = answerOf(decision) ?? decision;
  return {
    policy: decision.policy,
    entitled: decision.entitled,
    outcome,
    reasons,
    obligations,
    gates: decision.gates.map((gate) => ({ ...gate, subject: telling.ids.person(gate.subject) })),
    items: itemsFor(known, decision.items, telling.ids),
    heads: Object.fromEntries(
      Object.entries(decision.heads).filter(([stream]) => known.streams.get(stream) === stream),
    ),
  };
};

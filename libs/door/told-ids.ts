import type { Gathered } from '@hub/facts';
import { personNamedBy } from '@hub/people';
import type { AgencyId, Item, ItemId, ItemKind, Passage, PersonId } from '@hub/sharing';
import type { Json } from './ports.js';

/** A keyed hash of a text that is used for something; another for each use. */
export type KeyedHash = (use: string, text: string) => string;

/** To whom something is told, and the key of the names that are made up for it. */
export interface ToldTo {
  readonly agency: AgencyId;
  readonly hash: KeyedHash;
}

/**
 * The ids by which one agency is told of people and of items: the one place where records that are one person's get
 * the id that leaves the hub. The facts, the decision and the log go on with one id for all of them.
 */
export interface ToldIds {
  readonly person: (id: PersonId) => PersonId;
  /** Each person once. */
  readonly people: (ids: readonly PersonId[]) => readonly PersonId[];
  /** The same, and every other record of theirs that the agency has a part in. */
  readonly known: (ids: readonly PersonId[]) => readonly PersonId[];
  /** Whom a passage is about. */
  readonly about: (item: Item, passage: Pick<Passage, 'id'>) => readonly PersonId[];
  readonly item: (id: ItemId) => ItemId;
  /** What a passage says, with the people in it. */
  readonly words: (kind: ItemKind, words: Json) => Json;
}

/** Where the content of an item names people: one, or a list. */
const NAMES_PEOPLE: Readonly<Record<ItemKind, readonly string[]>> = {
  'case-note': [],
  identity: [],
  address: [],
  'family-member': ['personId'],
  involvement: [],
  'family-story': ['tellers', 'about'],
  consent: ['subject', 'grantor'],
};

/** An item's id for an agency that does not know the record in it: of no use to anybody else, and the same every time. */
const pairwise = ({ agency, hash }: ToldTo, item: ItemId): ItemId =>
  `${item.slice(0, item.indexOf('-'))}-${hash('item', JSON.stringify([agency, item]))}`;

/** An item's id as an agency is told it, which may be told of the records that `knows` says. */
export const itemToldTo = (to: ToldTo, item: ItemId, knows: (record: PersonId) => boolean): ItemId => {
  const record = personNamedBy(item);
  return record === undefined || knows(record) ? item : pairwise(to, item);
};

/** What the ids are found by: whose records are one person's, and what has been recorded by whom. */
export type Records = Pick<Gathered, 'recordsOf' | 'partIn' | 'asRecorded' | 'asked'>;

/**
 * INVARIANT: of several records of a person the agency is told that which it registered; else one by which it asked
 * (`named`); else one to which it has added something; else that which the family or the note that it asked about has;
 * and of others each as whoever recorded the item has it. So a match that is confirmed or undone brings no other
 * agency's record to whoever knows one, and takes away none that was known.
 */
export const toldIds = (
  to: ToldTo,
  { recordsOf, partIn, asRecorded, asked }: Records,
  named: readonly PersonId[],
): ToldIds => {
  const told = new Map<PersonId, PersonId>();

  const hasPart = (record: PersonId): boolean => partIn(to.agency, record) !== undefined;

  const choose = (id: PersonId): PersonId => {
    const records = recordsOf(id);
    if (records.length < 2) return id;
    return (
      records.find((record) => partIn(to.agency, record) === 'registered') ??
      named.find((record) => records.includes(record)) ??
      records.find(hasPart) ??
      asked.find((record) => records.includes(record)) ??
      id
    );
  };

  const person = (id: PersonId): PersonId => {
    const known = told.get(id) ?? choose(id);
    told.set(id, known);
    return known;
  };

  const people = (ids: readonly PersonId[]): readonly PersonId[] =>
    ids.length === 1 ? ids.map(person) : [...new Set(ids.map(person))];

  const translated = (value: Json): Json => {
    if (typeof value === 'string') return person(value);
    return Array.isArray(value) ? people(value as readonly PersonId[]) : value;
  };

  return {
    person,
    people,
    known: (ids) => [...new Set([...new Set(ids)].flatMap((id) => [person(id), ...recordsOf(id).filter(hasPart)]))],
    about: (item, { id }) => people(asRecorded(item).passages.find((passage) => passage.id === id)?.subjects ?? []),
    item: (item) => itemToldTo(to, item, (record) => person(record) === record || hasPart(record)),
    words: (kind, words) => {
      const names = NAMES_PEOPLE[kind];
      if (names.length === 0 || typeof words !== 'object' || words === null || Array.isArray(words)) return words;
      return Object.fromEntries(
        Object.entries(words).map(([name, value]) => [name, names.includes(name) ? translated(value) : value]),
      );
    },
  };
};

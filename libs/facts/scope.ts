import { consentItems, type ConsentEvent } from '@hub/consents';
import type { PersonEvent } from '@hub/people';
import type { Item, PersonId } from '@hub/sharing';
import { namedStreams, type Asked } from './asked.js';
import { linkedIn, type Linked } from './clusters.js';
import {
  familiesIn,
  historyIn,
  itemsOfFamily,
  itemsOfNote,
  itemsOfPerson,
  membersOf,
  notesIn,
  subjectsOf,
} from './records.js';
import { historyOf, remembered, type Histories } from './stream-cache.js';
import { consentsStream, familyStream, noteStream, personStream } from './streams.js';

/** All that a request's facts depend on, as far as the streams at hand tell; complete when they hold all it names. */
export interface Scope {
  readonly streams: ReadonlySet<string>;
  /** Those asked about, before records of one person are merged. */
  readonly asked: readonly PersonId[];
  /** Every record of those asked about: their notes are wanted. */
  readonly subjects: ReadonlySet<PersonId>;
  /** Every record of the other subjects of their items: their facts are wanted, their notes are not. */
  readonly others: ReadonlySet<PersonId>;
  /** Every record of everybody of the households: what a protected address reaches. */
  readonly household: ReadonlySet<PersonId>;
  readonly items: readonly Item[];
  readonly linked: Linked;
}

const holdersIn = remembered((history): readonly PersonId[] =>
  historyOf<PersonEvent>(history).flatMap(({ type, data }) =>
    type === 'ParentalResponsibilityRecorded' ? [data.holder] : [],
  ),
);

const grantorsIn = remembered((history): readonly PersonId[] =>
  historyOf<ConsentEvent>(history).flatMap(({ type, data }) => (type === 'ConsentRecorded' ? [data.grantor] : [])),
);

const askedIn = ({ people, familyId, noteId, at }: Asked, histories: Histories): readonly PersonId[] => [
  ...people,
  ...(familyId === undefined ? [] : membersOf(historyIn(histories, familyStream(familyId)), at)),
  ...(noteId === undefined ? [] : subjectsOf(itemsOfNote(historyIn(histories, noteStream(noteId))))),
];

const consentsAbout = (person: PersonId, { consentsOf }: Asked, histories: Histories): readonly Item[] =>
  consentsOf === undefined
    ? []
    : consentItems(historyOf<ConsentEvent>(historyIn(histories, consentsStream(person))), consentsOf);

const itemsAbout = (people: ReadonlySet<PersonId>, asked: Asked, histories: Histories): readonly Item[] => {
  const { familyId } = asked;
  const families = familyId === undefined ? familiesIn(histories) : [historyIn(histories, familyStream(familyId))];
  return [
    ...[...people].flatMap((person) => itemsOfPerson(historyIn(histories, personStream(person)))),
    ...[...people].flatMap((person) => consentsAbout(person, asked, histories)),
    ...families.flatMap(itemsOfFamily),
    ...notesIn(histories).flatMap(itemsOfNote),
  ].filter(({ passages }) => passages.some(({ subjects }) => subjects.some((subject) => people.has(subject))));
};

/** Those who may decide for these people: a withdrawal under one of a parent's records counts for the other. */
const decidersFor = (people: Iterable<PersonId>, histories: Histories): readonly PersonId[] =>
  [...people].flatMap((person) => [
    ...holdersIn(historyIn(histories, personStream(person))),
    ...grantorsIn(historyIn(histories, consentsStream(person))),
  ]);

const householdsOf = (people: ReadonlySet<PersonId>, at: string, histories: Histories): readonly PersonId[] =>
  familiesIn(histories)
    .map((history) => membersOf(history, at))
    .filter((members) => members.some((member) => people.has(member)))
    .flat();

/**
 * What a request reaches. A function of the streams alone, so that a replay that is given the recorded revisions of the
 * recorded streams comes to the same.
 */
export const scopeOf = (request: Asked, histories: Histories): Scope => {
  const linked = linkedIn(histories);
  const asked = askedIn(request, histories);
  const main = linked.walk(asked);
  const items = itemsAbout(main.people, request, histories);
  const further = linked.walk([...new Set(subjectsOf(items))].filter((person) => !main.people.has(person)));
  const known = new Set([...main.people, ...further.people]);
  const household = linked.walk(householdsOf(known, request.at, histories));
  const deciders = linked.walk(decidersFor(known, histories));
  return {
    streams: new Set([
      ...namedStreams(request),
      ...[main, further, household, deciders].flatMap(({ streams }) => [...streams]),
      ...[...known].map(consentsStream),
      ...[...histories.keys()].filter((stream) => /^(note|family)-/.test(stream)),
    ]),
    asked,
    subjects: main.people,
    others: further.people,
    household: household.people,
    items,
    linked,
  };
};

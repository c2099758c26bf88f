import type { FamilyId, PersonId } from '@hub/sharing';
import type { CauseEvent } from './any-event.js';

/** Records that belong together in some way, or once did. */
const linkedRecords = () => {
  const links = new Map<PersonId, Set<PersonId>>();
  return {
    direct: (person: PersonId): ReadonlySet<PersonId> => links.get(person) ?? new Set(),
    link: (one: PersonId, other: PersonId): void => {
      for (const [a, b] of [
        [one, other],
        [other, one],
      ] as const)
        links.set(a, (links.get(a) ?? new Set()).add(b));
    },
    of: (person: PersonId): Iterable<PersonId> => {
      const found = new Set([person]);
      // A set that grows while it is gone through: new records are met in their turn.
      for (const record of found) for (const other of links.get(record) ?? []) found.add(other);
      return found;
    },
  };
};

/** Whom a text is about, all together. */
const peopleIn = (event: CauseEvent): readonly PersonId[] => {
  if (event.type === 'FamilyStoryTold') return [...event.data.about, ...event.data.tellers];
  if (event.type === 'NoteRecorded' || event.type === 'NoteCorrected')
    return event.data.passages.flatMap(({ subjects }) => subjects);
  return [];
};

/** Who belongs together: records of one person, members of one family, people whom one text is about. Ever, not now. */
export interface Belonging {
  take(event: CauseEvent): void;
  /** Records that somebody has said to be of the same person. */
  recordsOf(person: PersonId): Iterable<PersonId>;
  /** These, and everybody of whom something was recorded together with them: what shows of those may depend on these. */
  withCompanions(people: readonly PersonId[]): readonly PersonId[];
  membersOf(family: FamilyId): readonly PersonId[];
  /** Somebody, and all who have been in a family with them. */
  householdOf(person: PersonId): readonly PersonId[];
}

const adding = <K, V>(sets: Map<K, Set<V>>, key: K, value: V): void => {
  sets.set(key, (sets.get(key) ?? new Set<V>()).add(value));
};

export const belonging = (): Belonging => {
  const records = linkedRecords();
  const companions = linkedRecords();
  const members = new Map<FamilyId, Set<PersonId>>();
  const families = new Map<PersonId, Set<FamilyId>>();

  const membersOf = (family: FamilyId): readonly PersonId[] => [...(members.get(family) ?? [])];

  const together = (people: readonly PersonId[]): void => {
    const all = [...new Set(people)];
    all.forEach((one, index) => all.slice(index + 1).forEach((other) => companions.link(one, other)));
  };

  return {
    take(event) {
      if (event.type === 'PersonLinked') records.link(event.data.personId, event.data.other);
      else if (event.type === 'FamilyMemberJoined') {
        adding(members, event.data.familyId, event.data.personId);
        adding(families, event.data.personId, event.data.familyId);
      } else together(peopleIn(event));
    },
    recordsOf: (person) => records.of(person),
    withCompanions: (people) => [
      ...new Set(
        people.flatMap((person) => [...records.of(person)].flatMap((one) => [one, ...companions.direct(one)])),
      ),
    ],
    membersOf,
    householdOf: (person) => [
      person,
      ...[...records.of(person)].flatMap((record) => [...(families.get(record) ?? [])].flatMap(membersOf)),
    ],
  };
};

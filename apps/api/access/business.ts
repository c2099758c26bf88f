import { refuse, type Event, type EventStore } from '@hub/eventsourcing';
import type { NoteIndex } from '@hub/facts';
import type { FamilyEvent } from '@hub/people';
import type { AgencyId, FamilyId, PersonId } from '@hub/sharing';

interface Sources {
  readonly store: EventStore;
  /** Narrows down which families to look at; what it has not taken in yet is read from the log. */
  readonly index: Pick<NoteIndex, 'about'>;
}

/** The same for a record that does not exist and one that the agency has no business with. */
const absent = (): never => refuse('request/not-found', 'there is no such record, or not for you');

const personStream = (id: PersonId): string => `person-${id}`;

const PAGE = 500;

/** Who joined which family, if that is what an event is about. */
const joiningIn = (event: Event): readonly { readonly family: FamilyId; readonly member: PersonId }[] => {
  const { type, data } = event as FamilyEvent;
  return type === 'FamilyMemberJoined' ? [{ family: data.familyId, member: data.personId }] : [];
};

/**
 * Whether an agency may write about somebody: the one place where that is settled.
 *
 * An agency has business with a person in whose record something is its own: it registered them, is or was involved
 * with them, or recorded anything about them. It has business, too, with those who share a family with such a person,
 * now or before. Whoever holds a person's id may record an involvement of its own with them, and so begins.
 *
 * A write tells nothing of the record but that it is there; what may be read is decided elsewhere, every time.
 */
export const businessOf = ({ store, index }: Sources) => {
  const ownIn = async (agency: AgencyId, streams: readonly string[]): Promise<ReadonlySet<string>> => {
    const found = await store.readMany(streams);
    const own = [...found].filter(([, events]) => events.some(({ metadata }) => metadata.agency === agency));
    return new Set(own.map(([stream]) => stream));
  };

  /** Families that somebody is or was a member of. */
  const familiesOf = async (person: PersonId): Promise<readonly FamilyId[]> => {
    const { families, upTo } = await index.about([person]);
    const found = new Set(families);
    let after = upTo;
    for (let page = await store.page(after, PAGE); page.length > 0; page = await store.page(after, PAGE)) {
      for (const { family, member } of page.flatMap(joiningIn)) if (member === person) found.add(family);
      after = page.at(-1)?.position ?? after;
    }
    return [...found];
  };

  const throughFamilies = async (agency: AgencyId, families: readonly FamilyId[]): Promise<boolean> => {
    const streams = families.map((family) => `family-${family}`);
    const events = [...(await store.readMany(streams)).values()].flat();
    if (events.some(({ metadata }) => metadata.agency === agency)) return true;
    return (
      (
        await ownIn(
          agency,
          events.flatMap(joiningIn).map(({ member }) => personStream(member)),
        )
      ).size > 0
    );
  };

  const mustExist = async (people: readonly PersonId[]): Promise<void> => {
    const heads = await store.heads(people.map(personStream));
    if ([...heads.values()].some((revision) => revision < 0)) absent();
  };

  return {
    /** Refuses unless the agency has business with every one of these people. */
    async withPeople(agency: AgencyId, people: readonly PersonId[]): Promise<void> {
      const own = await ownIn(agency, people.map(personStream));
      const others = [...new Set(people)].filter((person) => !own.has(personStream(person)));
      await mustExist(others);
      for (const person of others) if (!(await throughFamilies(agency, await familiesOf(person)))) absent();
    },

    /** Refuses unless there are such people: enough for an involvement of the agency's own. */
    mustExist,

    /** Refuses unless something in the family's record is the agency's own, or it has business with a member. */
    async withFamily(agency: AgencyId, family: FamilyId): Promise<void> {
      if (!(await throughFamilies(agency, [family]))) absent();
    },

    /** Refuses unless something in this record is the agency's own. */
    async withRecord(agency: AgencyId, stream: string): Promise<void> {
      if ((await ownIn(agency, [stream])).size === 0) absent();
    },
  };
};

export type Business = ReturnType<typeof businessOf>;

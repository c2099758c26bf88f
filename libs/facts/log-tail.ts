import { shared, type EventStore, type Position, type Recorded } from '@hub/eventsourcing';
import type { CaseNoteEvent } from '@hub/case-notes';
import type { FamilyEvent } from '@hub/people';
import type { FamilyId, PersonId } from '@hub/sharing';
import type { NoteIndex, Whereabouts } from './ports.js';

const PAGE = 500;

/** Something that the index will say once it gets there. */
interface Lead {
  readonly position: Position;
  readonly people: readonly PersonId[];
  readonly note?: string;
  readonly family?: FamilyId;
}

const leadOf = (event: Recorded): Lead | undefined => {
  const { type, data } = event as Recorded<CaseNoteEvent | FamilyEvent>;
  switch (type) {
    case 'NoteRecorded':
    case 'NoteCorrected':
      return { position: event.position, note: data.noteId, people: data.passages.flatMap(({ subjects }) => subjects) };
    case 'FamilyMemberJoined':
      return { position: event.position, family: data.familyId, people: [data.personId] };
    default:
      return undefined;
  }
};

/** All leads of the log after `floor`, as far as `read`. A value: whoever holds it holds something complete. */
interface Tail {
  readonly floor: Position;
  readonly read: Position;
  readonly leads: readonly Lead[];
}

/** More leads than this, and those that the index has long taken in are let go. */
const MANY = 5_000;

const distinct = <T>(values: readonly (T | undefined)[]): readonly T[] => [
  ...new Set(values.filter((value) => value !== undefined)),
];

/**
 * A note index that is never behind: what the index has not taken in yet is read from the log.
 *
 * A family that somebody has just joined may bring a protected address with it, so a lagging or stopped projection may
 * not hide it. In the usual case this is one call to the index and, in parallel, one for the head of the log.
 */
export const upToDate = (index: NoteIndex, store: Pick<EventStore, 'head' | 'page' | 'isAfter'>): NoteIndex => {
  let tail: Tail | undefined;

  const startingAt = (position: Position): Tail => ({ floor: position, read: position, leads: [] });

  /** INVARIANT: as far as the log went when this began; a page may hold less than was asked for before its end. */
  const extended = async (from: Tail): Promise<Tail> => {
    const leads = [...from.leads];
    const head = await store.head();
    let read = from.read;
    while (store.isAfter(head, read)) {
      const events = await store.page(read, PAGE);
      leads.push(...events.flatMap((event) => leadOf(event) ?? []));
      read = events.at(-1)?.position ?? head;
    }
    return { floor: from.floor, read, leads };
  };

  const after = (position: Position, leads: readonly Lead[]): readonly Lead[] =>
    leads.filter((lead) => store.isAfter(lead.position, position));

  const catchUp = shared(async () => {
    if (tail) tail = await extended(tail);
    return tail;
  });

  /** Complete after `upTo`, even when the index has just been put back to before the floor. */
  const reaching = async (upTo: Position): Promise<Tail> => {
    // Whatever the index has taken in beyond the tail need not be read again.
    if (!tail || store.isAfter(upTo, tail.read)) tail = startingAt(upTo);
    const known = await catchUp();
    if (known && !store.isAfter(known.floor, upTo)) return known;
    return (tail = await extended(startingAt(upTo)));
  };

  const prune = (upTo: Position): void => {
    if (tail && tail.leads.length > MANY && store.isAfter(upTo, tail.floor) && !store.isAfter(upTo, tail.read))
      tail = { ...tail, floor: upTo, leads: after(upTo, tail.leads) };
  };

  return {
    async about(people): Promise<Whereabouts> {
      const [known, head] = await Promise.all([index.about(people), store.head()]);
      // INVARIANT: nothing that was recorded before the question lies after `head`.
      if (!store.isAfter(head, known.upTo)) return known;
      const { leads } = await reaching(known.upTo);
      const asked = new Set(people);
      const fresh = after(known.upTo, leads).filter((lead) => lead.people.some((person) => asked.has(person)));
      prune(known.upTo);
      return {
        notes: distinct([...known.notes, ...fresh.map(({ note }) => note)]),
        families: distinct([...known.families, ...fresh.map(({ family }) => family)]),
        upTo: known.upTo,
      };
    },
  };
};

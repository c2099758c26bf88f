import type { EventStore, Position, Recorded } from '@hub/eventsourcing';
import type { CaseNoteEvent } from '@hub/case-notes';
import type { FamilyEvent } from '@hub/people';
import type { NoteIndex, Whereabouts } from '../index.js';

export interface Projecting {
  /** How far the projection has come; missing: as far as the log. */
  readonly stoppedAt?: () => Position | undefined;
}

const subjectsOf = ({ type, data }: Recorded<CaseNoteEvent | FamilyEvent>): readonly string[] => {
  if (type === 'NoteRecorded' || type === 'NoteCorrected') return data.passages.flatMap(({ subjects }) => subjects);
  return type === 'FamilyMemberJoined' ? [data.personId] : [];
};

/** The note index as a projection of a log would have it, worked out each time it is asked. */
export const noteIndexOver = (store: EventStore, { stoppedAt }: Projecting = {}): NoteIndex => ({
  async about(people): Promise<Whereabouts> {
    const upTo = stoppedAt?.() ?? (await store.head());
    const log = (await store.page(store.start, 1_000_000)).filter(({ position }) => !store.isAfter(position, upTo));
    const concerning = (log as readonly Recorded<CaseNoteEvent | FamilyEvent>[]).filter((event) =>
      subjectsOf(event).some((subject) => people.includes(subject)),
    );
    return {
      notes: [...new Set(concerning.flatMap(({ data }) => ('noteId' in data ? data.noteId : [])))],
      families: [...new Set(concerning.flatMap(({ data }) => ('familyId' in data ? data.familyId : [])))],
      upTo,
    };
  },
});

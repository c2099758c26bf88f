import { memory, type Recorded } from '@hub/eventsourcing';
import type { PersonId } from '@hub/sharing';
import type { CauseEvent } from './any-event.js';

/** Notes of which that is kept, at least. */
const KEPT = 10_000;

/** Whom any version of a note was about, as far as it goes. */
interface Ever {
  readonly revision: number;
  readonly people: readonly PersonId[];
}

export const noteStream = (noteId: string): string => `note-${noteId}`;

/** Whom a version of a note is about. */
const subjectsIn = (event: Recorded): readonly PersonId[] => {
  const { type, data } = event as CauseEvent;
  return type === 'NoteRecorded' || type === 'NoteCorrected' ? data.passages.flatMap(({ subjects }) => subjects) : [];
};

/** Whom any version of a note was about, by its history. */
export const everIn = (note: readonly Recorded[]): readonly PersonId[] => [...new Set(note.flatMap(subjectsIn))];

/**
 * Whom any version of a note was about, up to the last event of it that was taken in: of notes that were taken in from their
 * beginning, and not too long ago. Of others the log has to be asked.
 */
export const notePeople = () => {
  const kept = memory<string, Ever>(KEPT);

  return {
    /** Takes in the next event of the log. */
    take(event: Recorded): void {
      const { stream, revision } = event;
      if (!stream.startsWith('note-')) return;
      const before = revision === 0 ? { revision: -1, people: [] } : kept.get(stream);
      // What was taken in before is taken in once more after a failure.
      if (!before || before.revision >= revision) return;
      if (before.revision + 1 < revision) kept.delete(stream);
      else kept.set(stream, { revision, people: [...new Set([...before.people, ...subjectsIn(event)])] });
    },
    of: (stream: string): readonly PersonId[] | undefined => kept.get(stream)?.people,
  };
};

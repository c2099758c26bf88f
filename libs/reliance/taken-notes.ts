import type { CaseNoteEvent, NotePassage } from '@hub/case-notes';
import type { Recorded } from '@hub/eventsourcing';
import type { PersonId } from '@hub/sharing';
import type { Cause } from './causes.js';
import { lostOf } from './lost.js';
import { aboutEach, NOTHING_BY_HAND, onlyAbout, type Taken, type TakingPorts } from './taken.js';
import { toldIn } from './told.js';

type Words = Extract<Cause, { type: 'NoteCorrected' | 'NoteMarkedInError' }>;
type Version = Recorded<Extract<CaseNoteEvent, { type: 'NoteRecorded' | 'NoteCorrected' }>>;

const isVersion = (event: Recorded<CaseNoteEvent>): event is Version =>
  event.type === 'NoteRecorded' || event.type === 'NoteCorrected';

/** The versions of a note before an event, the oldest first. */
export const versionsBefore = async (
  { store }: Pick<TakingPorts, 'store'>,
  { stream, revision }: Pick<Recorded, 'stream' | 'revision'>,
): Promise<readonly Version[]> => (await store.read<CaseNoteEvent>(stream, { to: revision - 1 })).filter(isVersion);

export const passagesIn = (versions: readonly Version[]): readonly NotePassage[] =>
  versions.flatMap(({ data }) => data.passages);

/** Words that are not so: the version that a correction replaced, or all that there ever was of a note made in error. */
export const wordsTaken = async (ports: TakingPorts, cause: Words): Promise<Taken> => {
  const versions = await versionsBefore(ports, cause);
  const passages = passagesIn(cause.type === 'NoteCorrected' ? versions.slice(-1) : versions);
  const subjects = new Map<string, readonly PersonId[]>(passages.map((passage) => [passage.id, passage.subjects]));
  const gone = { kind: 'passages', item: `note-${cause.data.noteId}`, passages: new Set(subjects.keys()) } as const;
  return {
    about: await aboutEach(ports, [...subjects.values()].flat()),
    lost: (telling, { records }) =>
      Promise.resolve(onlyAbout(lostOf(toldIn(telling), gone), (_, passage) => subjects.get(passage) ?? [], records)),
    lostByHand: NOTHING_BY_HAND,
    retainable: false,
  };
};

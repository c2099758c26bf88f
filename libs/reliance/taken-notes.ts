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

/**
 * Words that are not so: the version that a correction replaced, or all that there ever was of a note made in error. Of a message
 * that waited nobody knows by which version it was told.
 */
export const wordsTaken = async (ports: TakingPorts, cause: Words): Promise<Taken> => {
  const versions = await versionsBefore(ports, cause);
  const all = passagesIn(versions);
  const replaced = cause.type === 'NoteCorrected' ? passagesIn(versions.slice(-1)) : all;
  const subjects = new Map<string, readonly PersonId[]>(all.map((passage) => [passage.id, passage.subjects]));
  const gone = (passages: readonly NotePassage[]) =>
    ({ kind: 'passages', item: `note-${cause.data.noteId}`, passages: new Set(passages.map(({ id }) => id)) }) as const;
  return {
    about: await aboutEach(
      ports,
      replaced.flatMap((passage) => passage.subjects),
    ),
    lost: (telling, { records }) => {
      const lost = lostOf(toldIn(telling), gone(telling.mayHaveWaited ? all : replaced));
      return Promise.resolve(onlyAbout(lost, (_, passage) => subjects.get(passage) ?? [], records));
    },
    lostByHand: NOTHING_BY_HAND,
    retainable: false,
  };
};

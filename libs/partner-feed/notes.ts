import { toldOf } from '@hub/disclosures';
import type { EventStore } from '@hub/eventsourcing';
import type { CaseNoteEvent } from '@hub/case-notes';
import type { PersonId } from '@hub/sharing';
import type { Seen } from './access.js';
import type { CauseEvent } from './any-event.js';
import type { Draft } from './draft.js';
import type { Look } from './judging.js';
import { noteStream } from './note-people.js';
import { showing, wants, type Listener, type Occasion, type Showing } from './telling.js';

const SHARED = 'org.concord.note.shared.v1';
const SUPERSEDED = 'org.concord.note.superseded.v1';

/** A note, and nothing else. */
export const lookAtNote = (person: PersonId, noteId: string): Look => ({
  person,
  noteId,
  only: ({ stream }) => stream === noteStream(noteId),
});

/** Events by which a note says something, or something else. */
const SAYS: readonly CauseEvent['type'][] = ['NoteRecorded', 'NoteCorrected'];

export const saysSomething = ({ type }: CauseEvent): boolean => SAYS.includes(type);

/** Whether a note says something else since the partner was told of it. */
const changedSince = async (
  store: Pick<EventStore, 'read'>,
  { shown: { item } }: Showing,
  told: { readonly revision: number },
): Promise<boolean> => {
  if (item.revision <= told.revision) return false;
  const since = await store.read<CaseNoteEvent>(item.stream, { from: told.revision + 1, to: item.revision });
  return since.some(({ type }) => type === 'NoteCorrected');
};

/** That a note has been shared, or says something else, where the subscription wants to know. */
const noteDraft = (
  { cause, person }: Occasion,
  key: string,
  { judged, shown }: Showing,
  type: typeof SHARED | typeof SUPERSEDED,
): readonly Draft[] => {
  if (!wants(judged.subscription, type)) return [];
  const { item } = shown;
  const time = type === SHARED ? item.effectiveAt : cause.recordedAt;
  return [
    {
      ...{ type, cause, key, time, readable: true },
      dataOf: (reference) => ({
        reference: `note/${reference('note', item.id)}`,
        validfrom: time,
        category: item.category,
      }),
      about: { judged, person, shown: [shown] },
    },
  ];
};

interface Knowing {
  readonly listener: Listener;
  readonly store: Pick<EventStore, 'read'>;
}

const showedBefore = async ({ before }: Seen, { shown }: Showing): Promise<boolean> =>
  showing(await before()).has(shown.item.id);

/** What is told of a note that something has happened to, and that shows now. */
export const newsOfNote = async (
  { listener, store }: Knowing,
  occasion: Occasion,
  seen: Seen,
  note: Showing,
): Promise<readonly Draft[]> => {
  const told = toldOf(listener.feed, seen.key, note.shown.item.id);
  if (told) return (await changedSince(store, note, told)) ? noteDraft(occasion, seen.key, note, SUPERSEDED) : [];
  if (!saysSomething(occasion.cause) && (await showedBefore(seen, note))) return [];
  return noteDraft(occasion, seen.key, note, SHARED);
};

/** Notes that show now because something else has changed: never told, or changed while they did not show. */
export const notesThatShow = async (
  { listener, store }: Knowing,
  occasion: Occasion,
  seen: Seen,
): Promise<readonly Draft[]> => {
  const news = async (note: Showing): Promise<readonly Draft[]> => {
    const told = toldOf(listener.feed, seen.key, note.shown.item.id);
    if (told && !(await changedSince(store, note, told))) return [];
    // Whoever waited was told of nothing meanwhile, whether it showed or not.
    const isNews = (told && occasion.since !== undefined) || !(await showedBefore(seen, note));
    return isNews ? noteDraft(occasion, seen.key, note, told ? SUPERSEDED : SHARED) : [];
  };
  const notes = [...showing(seen.looks).values()].filter(({ shown }) => shown.item.kind === 'case-note');
  return (await Promise.all(notes.map(news))).flat();
};

import { takenEffect, type Recorded } from '@hub/eventsourcing';
import type { Confidential, Item, ItemId, Passage, Restriction } from '@hub/sharing';
import type { CaseNoteEvent, NotePassage } from './events.js';

type History = readonly Recorded<CaseNoteEvent>[];
type EventOf<T extends CaseNoteEvent['type']> = Recorded<Extract<CaseNoteEvent, { type: T }>>;

/** What one passage says, where the log keeps it as it was sealed. */
export interface NoteContent {
  readonly item: ItemId;
  readonly passage: string;
  readonly words: {
    readonly confidential: Confidential;
    readonly eventId: string;
    readonly type: string;
    readonly path: string;
  };
}

const noteItemId = (noteId: string): ItemId => `note-${noteId}`;

const ofType = <T extends CaseNoteEvent['type']>(history: History, type: T): readonly EventOf<T>[] =>
  history.filter((event): event is EventOf<T> => event.type === type);

const inError = (history: History): boolean => history.some(({ type }) => type === 'NoteMarkedInError');

/** The event that holds the passages as they stand. */
const newestVersion = (history: History) =>
  ofType(history, 'NoteCorrected').at(-1) ?? ofType(history, 'NoteRecorded').at(-1);

/** The passage without its words, located as its last reader found it. */
const locatedBy = (history: History) => {
  const found = new Map(
    ofType(history, 'NoteLocationReviewed').flatMap(({ data }) =>
      data.passages.map(({ id, location }) => [id, location] as const),
    ),
  );
  return ({ text: _, ...passage }: NotePassage): Passage => ({
    ...passage,
    location: found.get(passage.id) ?? passage.location,
  });
};

/** A lifted restriction holds up to when it was lifted, or its own end if that is earlier. */
const restrictionsOf = (history: History): readonly Restriction[] => {
  const lifted = new Map(
    ofType(history, 'NoteRestrictionLifted').map((event) => [
      event.data.restrictionId,
      takenEffect(event.data.at, event),
    ]),
  );
  const imposed = [
    ...ofType(history, 'NoteRecorded').flatMap(({ data }) => data.handling),
    ...ofType(history, 'NoteRestricted').map(({ data }) => data.restriction),
  ];
  return imposed.map((restriction) => {
    const { from, until } = restriction.period;
    const at = lifted.get(restriction.id);
    if (at === undefined || (until !== undefined && until < at)) return restriction;
    return { ...restriction, period: { from, until: at } };
  });
};

/** The note as it may be disclosed; `undefined` when there is none, or it was marked in error. */
export const noteItem = (history: History): Item | undefined => {
  const [recorded] = ofType(history, 'NoteRecorded');
  const newest = newestVersion(history);
  const last = history.at(-1);
  if (!recorded || !newest || !last || inError(history)) return undefined;
  const { noteId, agencyId, category, labels, effectiveAt } = recorded.data;
  return {
    id: noteItemId(noteId),
    kind: 'case-note',
    category,
    source: agencyId,
    stream: recorded.stream,
    revision: last.revision,
    effectiveAt: takenEffect(effectiveAt, recorded),
    labels,
    passages: newest.data.passages.map(locatedBy(history)),
    restrictions: restrictionsOf(history),
  };
};

/** What the passages of `noteItem` say. A passage that was corrected away leads nowhere. */
export const noteContents = (history: History): readonly NoteContent[] => {
  const newest = newestVersion(history);
  if (!newest || inError(history)) return [];
  const { id: eventId, type, data } = newest;
  return data.passages.map((passage, index) => ({
    item: noteItemId(data.noteId),
    passage: passage.id,
    words: { confidential: passage.text, eventId, type, path: `passages.${index}.text` },
  }));
};

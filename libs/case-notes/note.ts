import { refuse, unreachable, type Decider } from '@hub/eventsourcing';
import type { AgencyId } from '@hub/sharing';
import type { CaseNoteEvent } from './events.js';
import {
  checkCodes,
  checkHappened,
  checkNoAttachments,
  checkReason,
  checkRestriction,
  passagesOf,
} from './note-checks.js';
import type { CaseNoteCommand } from './note-commands.js';

export type Note =
  | { readonly status: 'absent' }
  | {
      readonly status: 'recorded' | 'in-error';
      readonly agency: AgencyId;
      /** 1 as first recorded; each correction is one more. */
      readonly version: number;
      /** Ids of the passages as they stand. */
      readonly passages: readonly string[];
      readonly restrictions: readonly { readonly id: string; readonly lifted: boolean }[];
    };

type Kept = Exclude<Note, { status: 'absent' }>;
type DataOf<T extends CaseNoteCommand['type']> = Extract<CaseNoteCommand, { type: T }>['data'];
type Decided = readonly CaseNoteEvent[];

const record = ({ now, attachments, ...note }: DataOf<'RecordNote'>): Decided => {
  checkNoAttachments(attachments);
  checkCodes(note.category, note.labels);
  checkHappened(note.effectiveAt, now);
  note.handling.forEach(checkRestriction);
  if (new Set(note.handling.map(({ id }) => id)).size < note.handling.length)
    refuse('case-notes/id-in-use', 'each restriction has an id of its own');
  return [{ type: 'NoteRecorded', data: { ...note, passages: passagesOf(note.passages, { ...note, version: 1 }) } }];
};

const correct = ({ now: _, attachments, origin, ...note }: DataOf<'CorrectNote'>, { version }: Kept): Decided => {
  checkNoAttachments(attachments);
  checkReason(note.because);
  const passages = passagesOf(note.passages, { noteId: note.noteId, version: version + 1, origin });
  return [{ type: 'NoteCorrected', data: { ...note, passages } }];
};

const restrict = ({ now: _, ...data }: DataOf<'RestrictNote'>, { restrictions }: Kept): Decided => {
  if (restrictions.some(({ id }) => id === data.restriction.id))
    refuse('case-notes/id-in-use', 'each restriction has an id of its own');
  checkRestriction(data.restriction);
  return [{ type: 'NoteRestricted', data }];
};

const lift = ({ now, ...data }: DataOf<'LiftNoteRestriction'>, { restrictions }: Kept): Decided => {
  const restriction = restrictions.find(({ id }) => id === data.restrictionId);
  if (!restriction) return refuse('case-notes/restriction-unknown', 'there is no such restriction');
  if (restriction.lifted) return [];
  checkHappened(data.at, now);
  return [{ type: 'NoteRestrictionLifted', data }];
};

const markInError = ({ now: _, ...data }: DataOf<'MarkNoteInError'>): Decided => {
  checkReason(data.because);
  return [{ type: 'NoteMarkedInError', data }];
};

/** Only passages as they stand can be reviewed: whoever read an earlier version has not read this one. */
const review = ({ now: _, ...data }: DataOf<'ReviewNoteLocation'>, { passages }: Kept): Decided => {
  if (data.passages.length === 0) refuse('case-notes/passage-missing', 'a review names the passages that were read');
  if (!data.passages.every(({ id }) => passages.includes(id)))
    refuse('case-notes/passage-unknown', 'the note has no such passage as it stands');
  return [{ type: 'NoteLocationReviewed', data }];
};

type Change = Exclude<CaseNoteCommand, { type: 'RecordNote' }>;

const changeOwn = (command: Change, note: Kept): Decided => {
  switch (command.type) {
    case 'CorrectNote':
      return correct(command.data, note);
    case 'RestrictNote':
      return restrict(command.data, note);
    case 'LiftNoteRestriction':
      return lift(command.data, note);
    case 'MarkNoteInError':
      return markInError(command.data);
    case 'ReviewNoteLocation':
      return review(command.data, note);
    default:
      return unreachable(command);
  }
};

/** Whatever may be done with a note that is there, by the agency that wrote it. */
const change = (command: Change, note: Kept): Decided => {
  if (command.data.agencyId !== note.agency)
    return refuse('case-notes/not-your-note', 'only the agency that wrote a note may change it');
  if (note.status === 'recorded') return changeOwn(command, note);
  if (command.type === 'MarkNoteInError') return [];
  return refuse('case-notes/in-error', 'a note that was marked in error is not changed any more');
};

/**
 * One note, which only the agency that wrote it may correct, restrict or take back.
 *
 * A passage is `unreviewed` until a worker of that agency says what it reveals, in writing it or after reading it.
 * What comes by import is unreviewed whatever the importer says, and so is a correction that does not say.
 */
export const note: Decider<Note, CaseNoteCommand, CaseNoteEvent> = {
  initial: { status: 'absent' },

  decide(command, state) {
    if (command.type !== 'RecordNote')
      return state.status === 'absent'
        ? refuse('case-notes/not-recorded', 'there is no such note')
        : change(command, state);
    if (state.status !== 'absent') return refuse('case-notes/already-recorded', 'a note is recorded once; correct it');
    return record(command.data);
  },

  evolve(state, { type, data }) {
    if (type === 'NoteRecorded')
      return {
        status: 'recorded',
        agency: data.agencyId,
        version: 1,
        passages: data.passages.map(({ id }) => id),
        restrictions: data.handling.map(({ id }) => ({ id, lifted: false })),
      };
    if (state.status === 'absent') return state;
    switch (type) {
      case 'NoteCorrected':
        return { ...state, version: state.version + 1, passages: data.passages.map(({ id }) => id) };
      case 'NoteRestricted':
        return { ...state, restrictions: [...state.restrictions, { id: data.restriction.id, lifted: false }] };
      case 'NoteRestrictionLifted':
        return {
          ...state,
          restrictions: state.restrictions.map((one) =>
            one.id === data.restrictionId ? { ...one, lifted: true } : one,
          ),
        };
      case 'NoteMarkedInError':
        return { ...state, status: 'in-error' };
      default:
        return state;
    }
  },
};

import type { Change } from './change.js';
import { put, set } from './change.js';
import type { Of } from './hub-event.js';
import { projection } from './projection.js';
import type { Table } from './table.js';

export const noteSubjects: Table = {
  name: 'note_subjects',
  columns: { person_id: 'text', note_id: 'text' },
  key: ['person_id', 'note_id'],
};

export const familyMembers: Table = {
  name: 'family_members',
  columns: { person_id: 'text', family_id: 'text', joined: 'number', since: 'text', until: 'text' },
  key: ['person_id', 'family_id', 'joined'],
  indexes: [['family_id']],
};

/** Whoever was a subject in an earlier version stays listed: the index only narrows what is looked at. */
const subjectsOf = ({ data: { noteId, passages } }: Of<'NoteRecorded' | 'NoteCorrected'>): readonly Change[] =>
  [...new Set(passages.flatMap(({ subjects }) => subjects))].map((subject) =>
    put(noteSubjects, { person_id: subject, note_id: noteId }),
  );

/** Where to look for what concerns a person: ids and times, no words. */
export const items = projection({
  name: 'items',
  version: 1,
  tables: [noteSubjects, familyMembers],
  folds: {
    NoteRecorded: subjectsOf,
    NoteCorrected: subjectsOf,
    FamilyMemberJoined: ({ revision, data: { familyId, personId, from } }) => [
      put(familyMembers, { person_id: personId, family_id: familyId, joined: revision, since: from, until: null }),
    ],
    FamilyMemberLeft: ({ data: { familyId, personId, until } }) => [
      set(familyMembers, { until }, { family_id: familyId, person_id: personId, until: null }),
    ],
  },
});

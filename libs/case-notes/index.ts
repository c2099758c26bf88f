export type * from './events.js';
export type { CaseNoteCommand, NewPassage } from './note-commands.js';
export { note, type Note } from './note.js';
export { noteContents, noteItem, type NoteContent } from './note-item.js';

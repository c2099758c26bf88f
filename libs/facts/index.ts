export type { NoteIndex, Open, Place, Whereabouts } from './ports.js';

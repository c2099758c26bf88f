export type { Asked } from './asked.js';
export { factsGatherer, type FactsGatherer, type Gathered, type Gathering } from './gather.js';
export type { NoteIndex, Open, Place, Whereabouts } from './ports.js';

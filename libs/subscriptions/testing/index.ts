import type { Wanted } from '../events.js';

/** What a system asks for, but for what a spec says otherwise. */
export const wanting = (change: Partial<Wanted> = {}): Wanted => ({
  agreementId: 'a',
  role: 'system',
  purpose: 'early-help',
  categories: ['attendance'],
  types: ['org.concord.note.shared.v1'],
  delivery: 'pull',
  ...change,
});

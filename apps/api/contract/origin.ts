import { optional } from './field.js';
import { oneOf } from './schema.js';

/** How a record came to the hub. What is imported has not been read for what it reveals, whatever the importer says. */
export type Origin = 'written' | 'imported';

export const origin = optional(oneOf('written', 'imported'));

import { inspect } from 'node:util';
import type { Difference } from './compare.js';
import type { History, Step } from './history.js';

const line = ({ at, by, do: done, ...rest }: Step): string =>
  [
    `${at.slice(0, 10)} ${at.slice(11, 23)}`,
    `${by.worker} (${by.role} at ${by.agency})`,
    `${done.replaceAll('-', ' ')}${done === 'ask' ? 's' : ''}:`,
    inspect(rest, { depth: 8, breakLength: Infinity, compact: true }),
  ].join(' ');

/** A history, a line for each step, and what came of it. */
export const storyOf = (history: History, { what, expected, got }: Difference): string =>
  [
    ...history.map(line),
    '',
    `${what}: the rules say`,
    inspect(expected, { depth: 8, breakLength: 120 }),
    'and the hub says',
    inspect(got, { depth: 8, breakLength: 120 }),
  ].join('\n');

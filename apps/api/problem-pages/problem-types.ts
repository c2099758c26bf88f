import { PROBLEMS } from '@hub/platform';
import { REFUSAL_STATUSES } from '../known-troubles.js';
import { REFUSALS } from './refusals.js';

/** A kind of problem, as RFC 9457 has it: its address is `/problems/<code>`. */
export interface ProblemType {
  readonly code: string;
  readonly status: number;
  /** What is wrong, in the words of the problem's `title`: several where a rule refuses for more than one reason. */
  readonly titles: readonly string[];
}

const isAnswered = ({ status }: ProblemType): boolean => status !== 404;

const ofHub = Object.entries(PROBLEMS).map(([code, { status, title }]): ProblemType => ({
  code,
  status,
  titles: [title],
}));

/** Whatever names a record that is not there is one and the same 404, and has no page of its own. */
const ofRules = Object.entries(REFUSALS)
  .filter(([code]) => !(code in PROBLEMS))
  .map(([code, titles]): ProblemType => ({ code, status: REFUSAL_STATUSES[code] ?? 422, titles }))
  .filter(isAnswered);

/** Every kind of problem that a caller can be answered with, by code. */
export const problemTypes: ReadonlyMap<string, ProblemType> = new Map(
  [...ofHub, ...ofRules].sort((a, b) => (a.code < b.code ? -1 : 1)).map((type) => [type.code, type]),
);

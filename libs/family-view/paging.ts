import { canonicalJson, refuse } from '@hub/eventsourcing';
import type { Asking, Page, Question, Shown } from '@hub/door';
import { compare, type Place } from './reading-order.js';

/** Most items of one answer. */
export const MOST_ITEMS = 200;

/**
 * Where a page goes on: the place of the last item that was shown, and the question that it belongs to.
 *
 * A plain value: whoever hands it to a caller signs it.
 */
export interface Cursor {
  readonly place: Place;
  readonly of: string;
}

/** What a cursor is bound to: the same caller, asking the same thing. */
export const boundTo = (
  { agency, worker, role, purpose }: Asking,
  question: Pick<Question, 'kind' | 'about'>,
  filter: object,
): string => canonicalJson({ agency, worker, role, purpose: purpose ?? null, ...question, filter });

export interface Paging {
  readonly placeOf: (shown: Shown) => Place;
  /** The question, as a cursor names it; asked for when there is one. */
  readonly bound: () => string;
  readonly after: Cursor | undefined;
  readonly limit: number;
}

/** One page of what is visible, after the cursor. What is not visible has no place, so it moves no page. */
export const pageOf = (visible: readonly Shown[], { placeOf, bound, after, limit }: Paging): Page<Cursor> => {
  const placed = visible.map((shown) => ({ shown, place: placeOf(shown) }));
  const rest = placed
    .filter(({ place }) => after === undefined || compare(place, after.place) > 0)
    .sort((a, b) => compare(a.place, b.place));
  const page = rest.slice(0, Math.max(1, Math.min(limit, MOST_ITEMS)));
  const last = page.at(-1);
  const shown = page.map((one) => one.shown);
  return last && rest.length > page.length ? { shown, next: { place: last.place, of: bound() } } : { shown };
};

/** Refuses a cursor that was given to another caller, or for another question. */
export const checkCursor = (cursor: Cursor | undefined, bound: () => string): void => {
  if (cursor && cursor.of !== bound())
    refuse('view/cursor-of-another-question', 'a page goes on for the same caller and the same question');
};

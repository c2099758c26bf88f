import type { Answered, Asking, Door, NotFound, Question } from '@hub/door';
import type { FamilyId, PersonId } from '@hub/sharing';
import { matches, type ChronologyFilter } from './chronology.js';
import { boundTo, checkCursor, MOST_ITEMS, pageOf, type Cursor } from './paging.js';
import { byKind, byTime } from './reading-order.js';

/** What every question comes with. */
export interface Ask {
  /** Unique: names the disclosure. Asking again is another question with another id. */
  readonly id: string;
  readonly asking: Asking;
  readonly after?: Cursor;
  /** Items of one page; at most 200. */
  readonly limit?: number;
}

type Paged = Promise<Answered<Cursor> | NotFound>;

/** One agency's reading of a family, for one role and one purpose. */
export interface FamilyView {
  /** Everything visible: who they are, who is around them, what has happened. */
  familyView(familyId: FamilyId, ask: Ask): Paged;
  /** The same by when it took effect, the newest first. Each page is a decision and a disclosure of its own. */
  chronology(familyId: FamilyId, filter: ChronologyFilter, ask: Ask): Paged;
  personView(personId: PersonId, ask: Ask): Paged;
  /** One note; one that does not show is one that does not exist. */
  caseNote(noteId: string, ask: Omit<Ask, 'after' | 'limit'>): Promise<Answered | NotFound>;
}

interface Listing {
  readonly filter: ChronologyFilter;
  readonly order: keyof typeof ORDERS;
}

const ORDERS = { kind: byKind, time: byTime };

const EVERYTHING: Listing = { filter: {}, order: 'kind' };

export const familyView = (door: Door): FamilyView => {
  const listed = async (
    subject: Pick<Question, 'kind' | 'about'>,
    { filter, order }: Listing,
    { id, asking, after, limit = MOST_ITEMS }: Ask,
  ): Paged => {
    const bound = (): string => boundTo(asking, subject, filter);
    checkCursor(after, bound);
    return door.answer<Cursor>({
      ...subject,
      id,
      asking,
      action: 'view',
      choice: JSON.stringify([order, filter, after ?? null, limit]),
      choose: (visible, canonical) =>
        pageOf(visible.filter(matches(filter, canonical)), { placeOf: ORDERS[order], bound, after, limit }),
    });
  };

  return {
    familyView: (familyId, ask) => listed({ kind: 'family-view', about: { familyId } }, EVERYTHING, ask),
    chronology: (familyId, filter, ask) =>
      listed({ kind: 'chronology', about: { familyId } }, { filter, order: 'time' }, ask),
    personView: (personId, ask) => listed({ kind: 'person-view', about: { people: [personId] } }, EVERYTHING, ask),
    caseNote: (noteId, { id, asking }) =>
      door.answer({
        id,
        asking,
        kind: 'case-note',
        action: 'view',
        about: { noteId },
        choice: 'the note',
        choose: (visible) => ({ shown: visible.filter(({ item }) => item.stream === `note-${noteId}`) }),
        unknownWhenEmpty: true,
      }),
  };
};

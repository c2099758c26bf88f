import type { Shown } from '@hub/door';
import type { AgencyId, Category, Instant, PersonId } from '@hub/sharing';

/** What of a chronology is asked for. Every part that is given has to match. */
export interface ChronologyFilter {
  readonly category?: Category;
  /** The agency whose record it is. */
  readonly agency?: AgencyId;
  /** Somebody whom a passage that is shown is about. */
  readonly member?: PersonId;
  /** Took effect from (inclusive) and until (exclusive). */
  readonly from?: Instant;
  readonly until?: Instant;
}

/** A gap does not say whom it is about, so it is nobody's. */
const isAbout = ({ item, visible }: Shown, person: PersonId): boolean =>
  item.passages.some(({ id, subjects }) => visible.permitted.includes(id) && subjects.includes(person));

type Test = (shown: Shown) => boolean;

const given = <V>(value: V | undefined, test: (value: V) => Test): readonly Test[] =>
  value === undefined ? [] : [test(value)];

/** Whether what shows of an item is asked for. */
export const matches = (
  { category, agency, member, from, until }: ChronologyFilter,
  canonical: (person: PersonId) => PersonId,
): Test => {
  const tests = [
    ...given(
      category,
      (wanted) =>
        ({ item }) =>
          item.category === wanted,
    ),
    ...given(
      agency,
      (wanted) =>
        ({ item }) =>
          item.source === wanted,
    ),
    ...given(member && canonical(member), (wanted) => (shown) => isAbout(shown, wanted)),
    ...given(
      from,
      (first) =>
        ({ item }) =>
          item.effectiveAt >= first,
    ),
    ...given(
      until,
      (end) =>
        ({ item }) =>
          item.effectiveAt < end,
    ),
  ];
  return (shown) => tests.every((test) => test(shown));
};

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

/** Whether what shows of an item is asked for. */
export const matches = (
  { category, agency, member, from, until }: ChronologyFilter,
  canonical: (person: PersonId) => PersonId,
) => {
  const tests: readonly ((shown: Shown) => boolean)[] = [
    ({ item }) => category === undefined || item.category === category,
    ({ item }) => agency === undefined || item.source === agency,
    (shown) => member === undefined || isAbout(shown, canonical(member)),
    ({ item }) => from === undefined || item.effectiveAt >= from,
    ({ item }) => until === undefined || item.effectiveAt < until,
  ];
  return (shown: Shown): boolean => tests.every((test) => test(shown));
};

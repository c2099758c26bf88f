import type { Item, Passage, PersonId } from '@hub/sharing';

/** The one id of everybody who is the same person. */
export type Canonical = (person: PersonId) => PersonId;

const passageOf = (passage: Passage, canonical: Canonical): Passage => ({
  ...passage,
  subjects: [...new Set(passage.subjects.map(canonical))],
});

/** The item with its subjects as they are known to the decision; the same item where that changes nothing. */
export const mergedItem = (item: Item, canonical: Canonical): Item => {
  const settled = item.passages.every(({ subjects }) => subjects.every((subject) => canonical(subject) === subject));
  return settled ? item : { ...item, passages: item.passages.map((passage) => passageOf(passage, canonical)) };
};

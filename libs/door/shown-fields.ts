import type { ItemKind } from '@hub/sharing';
import { visiblePassages } from './answered.js';
import type { Shown } from './question.js';

/** What a passage of each kind shows, by the names of our own records. An identity's passages are named after theirs. */
const FIELDS: Readonly<Record<ItemKind, readonly string[]>> = {
  'case-note': ['passages.text'],
  identity: [],
  address: ['address', 'period'],
  'family-member': ['role', 'period'],
  involvement: ['service', 'workers', 'role', 'period'],
  'family-story': ['words'],
  consent: ['grantor', 'capacity', 'decision', 'scope', 'period', 'effectiveAt', 'withdrawn', 'inError'],
};

const FIELD_OF_PASSAGE = /\.([a-z][A-Za-z]*)$/;

/** The names of the fields that an item shows; `gap` where something shows as one. */
export const shownFields = (shown: Shown): readonly string[] => {
  const { item, visible } = shown;
  const named = visiblePassages(shown)
    .filter(({ id }) => visible.permitted.includes(id))
    .flatMap(({ id }) => (item.kind === 'identity' ? (FIELD_OF_PASSAGE.exec(id)?.[1] ?? 'name') : FIELDS[item.kind]));
  return [...new Set([...named, ...(visible.masked.length > 0 ? ['gap'] : [])])];
};

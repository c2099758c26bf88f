import { canonicalJson, memory } from '@hub/eventsourcing';
import type { KeyedHash } from '@hub/door';
import type { AgencyId } from '@hub/sharing';

/** What a partner has names of its own for. */
export type Referred = 'person' | 'note' | 'family' | 'consent' | 'cause';

const REFERENCE = 'reference';

/** A partner's own name for something: the same every time, and of no use to another partner. */
export type Reference = (kind: Referred, id: string) => string;

/** References that are kept in mind, at least. */
const KEPT = 10_000;

/** The same hash, which makes a reference once for as long as it is used: people come again and again. */
export const knowingReferences = (hash: KeyedHash): KeyedHash => {
  const known = memory<string, string>(KEPT);
  return (use, text) => {
    if (use !== REFERENCE) return hash(use, text);
    const found = known.get(text) ?? hash(use, text);
    known.set(text, found);
    return found;
  };
};

export const referencesOf =
  (hash: KeyedHash, agency: AgencyId): Reference =>
  (kind, id) =>
    hash(REFERENCE, canonicalJson([agency, kind, id]));

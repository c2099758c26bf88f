import { canonicalJson } from '@hub/eventsourcing';
import type { KeyedHash } from '@hub/door';
import type { AgencyId } from '@hub/sharing';

/** What a partner has names of its own for. */
export type Referred = 'person' | 'note' | 'family' | 'consent' | 'cause';

/** A partner's own name for something: the same every time, and of no use to another partner. */
export type Reference = (kind: Referred, id: string) => string;

export const referencesOf =
  (hash: KeyedHash, agency: AgencyId): Reference =>
  (kind, id) =>
    hash('reference', canonicalJson([agency, kind, id]));

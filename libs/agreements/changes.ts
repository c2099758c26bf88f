import { foldingById, type Recorded } from '@hub/eventsourcing';
import type { AgreementEvent } from './events.js';

/** Where in the register each agreement was changed. Counted, they are its own revisions: 0 is its draft. */
export type Changes = ReadonlyMap<string, readonly number[]>;

export const changes = foldingById<readonly number[], Recorded<AgreementEvent>>({
  idOf: ({ data }) => data.agreementId,
  evolve: (earlier = [], { revision }) => [...earlier, revision],
});

/** The revision of an agreement as it stands, or as it stood at a revision of the register; -1 where there is none. */
export const agreementRevision = (all: Changes, agreementId: string, at = Infinity): number =>
  (all.get(agreementId) ?? []).findLastIndex((revision) => revision <= at);

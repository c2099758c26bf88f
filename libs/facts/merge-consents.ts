import type { EventStore, Recorded } from '@hub/eventsourcing';
import { consentFacts, type ConsentEvent } from '@hub/consents';
import type { ConsentFacts } from '@hub/sharing';
import type { Canonical } from './merge-items.js';
import { historyOf, remembered, type History } from './stream-cache.js';

type ConsentHistory = readonly Recorded<ConsentEvent>[];
type Recording = Recorded<Extract<ConsentEvent, { type: 'ConsentRecorded' }>>;
type Withdrawal = Recorded<Extract<ConsentEvent, { type: 'ConsentWithdrawn' }>>;

interface Consents {
  readonly facts: readonly ConsentFacts[];
  readonly recordings: ReadonlyMap<string, Recording>;
  readonly withdrawals: readonly Withdrawal[];
}

const consentsIn = remembered((history): Consents => {
  const events: ConsentHistory = historyOf<ConsentEvent>(history);
  const recordings = events.filter((event): event is Recording => event.type === 'ConsentRecorded');
  return {
    facts: consentFacts(events),
    recordings: new Map(recordings.map((event) => [event.data.consentId, event])),
    withdrawals: events.filter((event): event is Withdrawal => event.type === 'ConsentWithdrawn'),
  };
});

/**
 * The consents of one person, who may have several records, and whose grantors may have several.
 *
 * A withdrawal of all that a grantor gave ends what any record of the person holds of any record of the grantor, if the
 * log has it earlier.
 */
export const mergedConsents = (
  histories: readonly History[],
  canonical: Canonical,
  isAfter: EventStore['isAfter'],
): readonly ConsentFacts[] => {
  const records = histories.map(consentsIn);
  const withdrawals = records.flatMap((record) => record.withdrawals);

  const ends = ({ data, position }: Withdrawal, { data: { grantor }, position: given }: Recording): boolean =>
    'grantor' in data.withdraws && canonical(data.withdraws.grantor) === canonical(grantor) && isAfter(position, given);

  const merged = (facts: ConsentFacts, recording: Recording | undefined): ConsentFacts => ({
    ...facts,
    subject: canonical(facts.subject),
    grantor: canonical(facts.grantor),
    withdrawn: facts.withdrawn || (recording !== undefined && withdrawals.some((one) => ends(one, recording))),
  });

  return records.flatMap(({ facts, recordings }) => facts.map((fact) => merged(fact, recordings.get(fact.id))));
};

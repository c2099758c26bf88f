import { fold, type EventStore, type Position, type Recorded } from '@hub/eventsourcing';
import { consent, consentFactsOf, type ConsentEvent, type ConsentRecord } from '@hub/consents';
import type { ConsentFacts } from '@hub/sharing';
import type { Canonical } from './merge-items.js';
import { historyOf, remembered, type History } from './stream-cache.js';

type ConsentHistory = readonly Recorded<ConsentEvent>[];
type Recording = Recorded<Extract<ConsentEvent, { type: 'ConsentRecorded' }>>;
type Withdrawal = Recorded<Extract<ConsentEvent, { type: 'ConsentWithdrawn' }>>;

interface Consents {
  /** Those in error too. */
  readonly consents: readonly ConsentRecord[];
  readonly recordings: ReadonlyMap<string, Recording>;
  readonly withdrawals: readonly Withdrawal[];
  /** Where the log says that one was entered in error. */
  readonly errors: ReadonlyMap<string, Position>;
}

const consentsIn = remembered((history): Consents => {
  const events: ConsentHistory = historyOf<ConsentEvent>(history);
  const recordings = events.filter((event): event is Recording => event.type === 'ConsentRecorded');
  return {
    consents: fold(consent, events),
    recordings: new Map(recordings.map((event) => [event.data.consentId, event])),
    withdrawals: events.filter((event): event is Withdrawal => event.type === 'ConsentWithdrawn'),
    errors: new Map(
      events.flatMap(({ type, data, position }) =>
        type === 'ConsentEnteredInError' ? [[data.consentId, position] as const] : [],
      ),
    ),
  };
});

/**
 * The consents of one person, who may have several records, and whose grantors may have several.
 *
 * A withdrawal of all that a grantor gave ends what any record of the person holds of any record of the grantor, if the
 * log has it earlier. What it ended stays ended, also when it is said to be an error afterwards.
 */
export const mergedConsents = (
  histories: readonly History[],
  canonical: Canonical,
  isAfter: EventStore['isAfter'],
): readonly ConsentFacts[] => {
  const records = histories.map(consentsIn);
  const withdrawals = records.flatMap((record) => record.withdrawals);

  const ends = (
    { data: { withdraws }, position }: Withdrawal,
    { data: { grantor }, position: given }: Recording,
    error: Position | undefined,
  ): boolean =>
    'grantor' in withdraws &&
    canonical(withdraws.grantor) === canonical(grantor) &&
    isAfter(position, given) &&
    (error === undefined || isAfter(error, position));

  const merged = (one: ConsentRecord, { recordings, errors }: Consents): ConsentRecord => {
    const recording = recordings.get(one.consentId);
    const error = errors.get(one.consentId);
    const ended = recording !== undefined && withdrawals.some((withdrawal) => ends(withdrawal, recording, error));
    const [subject, grantor] = [canonical(one.subject), canonical(one.grantor)];
    return { ...one, subject, grantor, withdrawn: one.withdrawn || ended };
  };

  return records.flatMap((record) => consentFactsOf(record.consents.map((one) => merged(one, record))));
};

import { fold, type EventStore, type Recorded } from '@hub/eventsourcing';
import { consent, type ConsentEvent, type ConsentRecord } from '@hub/consents';
import type { PersonId } from '@hub/sharing';

export type Ending = Recorded<Extract<ConsentEvent, { type: 'ConsentWithdrawn' | 'ConsentEnteredInError' }>>;

/** Whether a consent was meant; a withdrawal of all that a grantor gave means those given under any of their records. */
const means = ({ type, data }: Ending, grantors: ReadonlySet<PersonId>): ((one: ConsentRecord) => boolean) => {
  if (type === 'ConsentEnteredInError') return ({ consentId }) => consentId === data.consentId;
  const { withdraws } = data;
  if ('consentId' in withdraws) return ({ consentId }) => consentId === withdraws.consentId;
  return ({ grantor, withdrawn, inError }) => grantors.has(grantor) && !withdrawn && !inError;
};

/**
 * The consents that an event has ended, in the histories of every record of the subject: those that the log has before it,
 * whatever has been recorded since.
 */
export const endedBy = (
  ending: Ending,
  histories: readonly (readonly Recorded<ConsentEvent>[])[],
  grantors: ReadonlySet<PersonId>,
  isAfter: EventStore['isAfter'],
): readonly ConsentRecord[] =>
  histories
    .flatMap((history) =>
      fold(
        consent,
        history.filter(({ position }) => isAfter(ending.position, position)),
      ),
    )
    .filter(means(ending, grantors));

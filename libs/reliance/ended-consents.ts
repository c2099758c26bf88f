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

/** All consents in the histories of every record of the subject that the log has before an event, whatever has been recorded since. */
export const recordedBefore = (
  { position: before }: Ending,
  histories: readonly (readonly Recorded<ConsentEvent>[])[],
  isAfter: EventStore['isAfter'],
): readonly ConsentRecord[] =>
  histories.flatMap((history) =>
    fold(
      consent,
      history.filter(({ position }) => isAfter(before, position)),
    ),
  );

/** Those of them that the event has ended. */
export const endedBy = (
  ending: Ending,
  before: readonly ConsentRecord[],
  grantors: ReadonlySet<PersonId>,
): readonly ConsentRecord[] => before.filter(means(ending, grantors));

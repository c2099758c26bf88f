import { consent, consentStream, type ConsentCommand, type ConsentEvent, type ConsentRecord } from '@hub/consents';
import { fold, type EventStore } from '@hub/eventsourcing';
import type { PersonId } from '@hub/sharing';
import type { RecordsOf } from '../access/records-of.js';

interface Looking {
  readonly store: Pick<EventStore, 'readMany'>;
  readonly recordsOf: RecordsOf;
}

type Withdrawal = Extract<ConsentCommand, { type: 'WithdrawConsent' }>;
type Meant = (recorded: ConsentRecord) => boolean;

const givenBy =
  (grantors: readonly PersonId[]): Meant =>
  ({ grantor, withdrawn, inError }) =>
    grantors.includes(grantor) && !withdrawn && !inError;

/**
 * A command as the record has it that holds the consent: an agency knows the subject and the grantor by records of its
 * own, and the consent may be about another record of the same people. Other records are looked for only where the one
 * that was named holds nothing of the kind.
 */
export const whereRecorded = ({ store, recordsOf }: Looking) => {
  const among = async (subjects: readonly PersonId[], meant: Meant): Promise<ConsentRecord | undefined> => {
    const histories = await store.readMany(subjects.map(consentStream));
    const recorded = [...histories.values()].map((events) => fold(consent, events as readonly ConsentEvent[]));
    return recorded.flat().find(meant);
  };

  const withId = async (subject: PersonId, consentId: string): Promise<ConsentRecord | undefined> => {
    const meant: Meant = (one) => one.consentId === consentId;
    return (await among([subject], meant)) ?? among(await recordsOf(subject), meant);
  };

  const givenFor = async (subject: PersonId, grantor: PersonId): Promise<ConsentRecord | undefined> =>
    (await among([subject], givenBy([grantor]))) ?? among(await recordsOf(subject), givenBy(await recordsOf(grantor)));

  const withdrawal = async (command: Withdrawal): Promise<Withdrawal> => {
    const { withdraws, subject } = command.data;
    const isAll = 'grantor' in withdraws;
    const found = isAll ? await givenFor(subject, withdraws.grantor) : await withId(subject, withdraws.consentId);
    if (!found) return command;
    const same = isAll ? { grantor: found.grantor } : withdraws;
    return { ...command, data: { ...command.data, subject: found.subject, withdraws: same } };
  };

  return async (command: ConsentCommand): Promise<ConsentCommand> => {
    if (command.type === 'RecordConsent') return command;
    if (command.type === 'WithdrawConsent') return withdrawal(command);
    const { consentId, subject } = command.data;
    const found = await withId(subject, consentId);
    return { ...command, data: { ...command.data, subject: found?.subject ?? subject } };
  };
};

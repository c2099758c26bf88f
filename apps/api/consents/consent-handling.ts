import {
  consent,
  consentStream,
  streamOf,
  type ConsentCommand,
  type ConsentEvent,
  type ConsentRecord,
} from '@hub/consents';
import {
  fold,
  handlerOf,
  Refusal,
  type Appended,
  type Context,
  type EventStore,
  type Recorded,
} from '@hub/eventsourcing';
import type { PersonId } from '@hub/sharing';
import { eventId } from '@hub/vault';
import type { RecordsOf } from '../access/records-of.js';
import { whereRecorded } from './where-recorded.js';

/** Where consents are recorded, and whose records are one person's. */
export interface ConsentHandling {
  readonly store: EventStore;
  readonly recordsOf: RecordsOf;
}

type Withdrawal = Extract<ConsentCommand, { type: 'WithdrawConsent' }>;

/** All that somebody has given about somebody, each by any of their records. */
interface All {
  readonly subject: PersonId;
  readonly grantor: PersonId;
}

interface Records {
  readonly subjects: readonly PersonId[];
  readonly grantors: readonly PersonId[];
}

const together = (some: Records, others: Records): Records => ({
  subjects: [...new Set([...some.subjects, ...others.subjects])],
  grantors: [...new Set([...some.grantors, ...others.grantors])],
});

/** The same command's part that ends one consent: a repeat of the command repeats it. */
const partOf = ({ claim, metadata }: Context, consentId: string): Context => ({
  claim: { ...claim, commandId: `${claim.commandId}:${consentId}` },
  metadata,
});

/**
 * Carries out commands about consents, each in the record that holds what it is about.
 *
 * A withdrawal of all that a grantor has given is one event, which counts for all records of the subject and the grantor for
 * as long as they are linked. INVARIANT: it is acknowledged once whatever it ends has ended by itself as well, so that
 * no match that is undone afterwards brings anything back. What is broken off before is finished by the repeat.
 */
export const consentHandling = ({ store, recordsOf }: ConsentHandling) => {
  const handle = handlerOf({ store, decider: consent, streamOf, eventId });
  const asRecorded = whereRecorded({ store, recordsOf });

  /** Consents of these grantors in one record, given by then, that have not ended by themselves. */
  const left = (history: readonly Recorded<ConsentEvent>[], grantors: readonly PersonId[], { position }: Appended) => {
    const later = new Set(
      history.flatMap(({ type, data, position: at }) =>
        type === 'ConsentRecorded' && store.isAfter(at, position) ? [data.consentId] : [],
      ),
    );
    return fold(consent, history).filter(
      ({ consentId, grantor, withdrawn, inError }) =>
        grantors.includes(grantor) && !later.has(consentId) && !withdrawn && !inError,
    );
  };

  /** What has been said to be an error meanwhile was never given. */
  const end = async (data: Withdrawal['data'], context: Context): Promise<void> => {
    try {
      await handle({ type: 'WithdrawConsent', data }, context);
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 'consent/entered-in-error')) throw error;
    }
  };

  const recordsIn = async ({ subject, grantor }: All): Promise<Records> => {
    const [subjects, grantors] = await Promise.all([recordsOf(subject), recordsOf(grantor)]);
    return { subjects, grantors };
  };

  /** Of what was given by then about one of these records, what has not ended in it. */
  const remaining = async ({ subjects, grantors }: Records, done: Appended): Promise<readonly ConsentRecord[]> => {
    const histories = await store.readMany(subjects.map(consentStream));
    return [...histories.values()].flatMap((history) =>
      left(history as readonly Recorded<ConsentEvent>[], grantors, done),
    );
  };

  const withdrawAll = async (command: Withdrawal, all: All, context: Context): Promise<Appended> => {
    const before = await recordsIn(all);
    const done = await handle(await asRecorded(command), context);
    for (;;) {
      // A match may be undone, or a record linked, while this goes on: none of them is left out.
      const ends = await remaining(together(before, await recordsIn(all)), done);
      if (ends.length === 0) return done;
      for (const { consentId, subject } of ends)
        await end({ ...command.data, subject, withdraws: { consentId } }, partOf(context, consentId));
    }
  };

  return async (command: ConsentCommand, context: Context): Promise<Appended> => {
    if (command.type !== 'WithdrawConsent' || 'consentId' in command.data.withdraws)
      return handle(await asRecorded(command), context);
    const { subject, withdraws } = command.data;
    return withdrawAll(command, { subject, grantor: withdraws.grantor }, context);
  };
};

import { refuse, takenEffect, unreachable, type Command, type Decider } from '@hub/eventsourcing';
import type { Instant, PersonId } from '@hub/sharing';
import type { ConsentEvent } from './events.js';
import { readable } from './scope.js';

type Recording = Extract<ConsentEvent, { type: 'ConsentRecorded' }>['data'];
type Withdrawal = Extract<ConsentEvent, { type: 'ConsentWithdrawn' }>['data'];
type InError = Extract<ConsentEvent, { type: 'ConsentEnteredInError' }>['data'];

/** A permission or a refusal, and what has become of it since. */
export type ConsentRecord = Omit<Recording, 'evidence'> & {
  /** A later event in the log withdrew it. */
  readonly withdrawn: boolean;
  readonly inError: boolean;
};

/** All that was ever recorded about one person, in the order of the log. */
export type Consents = readonly ConsentRecord[];

export type ConsentCommand =
  | Command<'RecordConsent', Recording & { now: Instant }>
  | Command<'WithdrawConsent', Withdrawal & { now: Instant }>
  | Command<'EnterInError', InError>;

/** The stream of all consents about one person. */
export const consentStream = (subject: PersonId): string => `consents-${subject}`;

export const streamOf = ({ data }: ConsentCommand): string => consentStream(data.subject);

const notInFuture = (effectiveAt: Instant, now: Instant): void => {
  if (effectiveAt > now)
    refuse('consent/effective-in-future', 'what has not happened yet is not recorded; a permission may start later');
};

const find = (consents: Consents, consentId: string): ConsentRecord =>
  consents.find((recorded) => recorded.consentId === consentId) ??
  refuse('consent/unknown', 'no such consent is recorded about this person');

const record = (data: Recording, consents: Consents): readonly ConsentEvent[] => {
  const { capacity, subject, grantor, period, scope } = data;
  if (consents.some(({ consentId }) => consentId === data.consentId))
    return refuse('consent/already-recorded', 'a consent is recorded once; record a new one');
  if (capacity === 'self' && grantor !== subject)
    return refuse('consent/not-by-subject', 'only the subject consents as themself');
  if (capacity === 'parental-responsibility' && grantor === subject)
    return refuse('consent/not-by-parent', 'nobody has parental responsibility for themself');
  if (period.until !== undefined && period.until <= period.from)
    return refuse('consent/period-reversed', 'a consent ends after it has started');
  return [{ type: 'ConsentRecorded', data: { ...data, scope: readable(scope) } }];
};

/** Which records a withdrawal names: one, or all that the grantor has given so far. */
const named = (consents: Consents, withdraws: Withdrawal['withdraws']): Consents =>
  'consentId' in withdraws
    ? consents.filter(({ consentId }) => consentId === withdraws.consentId)
    : consents.filter(({ grantor, inError }) => grantor === withdraws.grantor && !inError);

const withdraw = (data: Withdrawal, consents: Consents): readonly ConsentEvent[] => {
  const meant = named(consents, data.withdraws);
  if (meant.length === 0) return refuse('consent/unknown', 'no such consent is recorded about this person');
  if (meant.every(({ withdrawn }) => withdrawn)) return [];
  if (meant.some(({ inError }) => inError))
    return refuse('consent/entered-in-error', 'this consent was entered in error; withdraw what the grantor has given');
  return [{ type: 'ConsentWithdrawn', data }];
};

const enterInError = (data: InError, recorded: ConsentRecord): readonly ConsentEvent[] => {
  if (recorded.agencyId !== data.agencyId)
    return refuse('consent/not-recorder', 'only the agency that recorded a consent says that it was an error');
  if (recorded.inError) return [];
  return [{ type: 'ConsentEnteredInError', data }];
};

/** Consents about one person: recorded, withdrawn by whoever is told of it, entered in error by who recorded them. */
export const consent: Decider<Consents, ConsentCommand, ConsentEvent> = {
  initial: [],

  decide({ type, data }, consents) {
    switch (type) {
      case 'RecordConsent': {
        const { now, ...recording } = data;
        notInFuture(data.effectiveAt, now);
        return record(recording, consents);
      }
      case 'WithdrawConsent': {
        const { now, ...withdrawal } = data;
        notInFuture(data.effectiveAt, now);
        return withdraw(withdrawal, consents);
      }
      case 'EnterInError': {
        return enterInError(data, find(consents, data.consentId));
      }
      default:
        return unreachable(type);
    }
  },

  evolve(consents, event) {
    const { type, data } = event;
    switch (type) {
      case 'ConsentRecorded': {
        const { evidence: _, ...recorded } = data;
        const effectiveAt = takenEffect(data.effectiveAt, event);
        return [...consents, { ...recorded, effectiveAt, withdrawn: false, inError: false }];
      }
      case 'ConsentWithdrawn': {
        const meant = named(consents, data.withdraws);
        return consents.map((recorded) => (meant.includes(recorded) ? { ...recorded, withdrawn: true } : recorded));
      }
      case 'ConsentEnteredInError':
        return consents.map((recorded) =>
          recorded.consentId === data.consentId ? { ...recorded, inError: true } : recorded,
        );
      default:
        return unreachable(type);
    }
  },
};

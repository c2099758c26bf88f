import { refuse, takenEffect, type Instant } from '@hub/eventsourcing';
import type { Period, PersonId, WorkerId } from '@hub/sharing';
import { checkReason, type InClear } from './content.js';
import { checkEnd, checkHappened, checkPeriod } from './times.js';
import { changed, checkUnused, type AboutPerson, type PersonEvents, type Topic } from './topic.js';

type How = PersonEvents<'ParentalResponsibilityRecorded'>['data']['how'];

/** Who may decide for the person, and whether the person decides for themselves. */
export type AuthorityCommand =
  | AboutPerson<'RecordParentalResponsibility', { holder: PersonId; how: How; from: Instant }>
  | AboutPerson<'EndParentalResponsibility', { holder: PersonId; until: Instant }>
  | AboutPerson<'DisputeParentalResponsibility', { disputeId: string; holder: PersonId; from: Instant }>
  | AboutPerson<'ResolveParentalResponsibilityDispute', { disputeId: string; until: Instant }>
  | AboutPerson<
      'AssessCompetence',
      { findingId: string; competent: boolean; assessor: WorkerId; at: Instant; because: InClear }
    >;

export type AuthorityEvent = PersonEvents<
  | 'ParentalResponsibilityRecorded'
  | 'ParentalResponsibilityEnded'
  | 'ParentalResponsibilityDisputed'
  | 'ParentalResponsibilityDisputeResolved'
  | 'CompetenceAssessed'
>;

export interface Authority {
  /** A holder whose parental responsibility ended and was recorded again is here twice. */
  readonly holders: readonly { readonly holder: PersonId; readonly period: Period }[];
  readonly disputes: readonly { readonly id: string; readonly holder: PersonId; readonly period: Period }[];
  readonly competence: readonly { readonly id: string; readonly competent: boolean; readonly at: Instant }[];
}

const openOf = ({ holders }: Authority, holder: PersonId) =>
  holders.find((one) => one.holder === holder && one.period.until === undefined);

/**
 * Parental responsibility and its disputes are facts about the world, not one agency's records: whichever agency is
 * told that they have ended may say so (Children Act 1989, sections 2 to 4).
 */
export const authority: Topic<Authority, AuthorityCommand, AuthorityEvent> = {
  initial: { holders: [], disputes: [], competence: [] },

  decide: {
    RecordParentalResponsibility: ({ now: _, ...record }, state) => {
      if (record.holder === record.personId)
        refuse('people/own-parental-responsibility', 'nobody has parental responsibility for themselves');
      checkPeriod(record);
      const open = openOf(state, record.holder);
      if (open?.period.from === record.from) return [];
      if (open)
        refuse('people/parental-responsibility-already-recorded', 'end what is recorded before recording it anew');
      return [{ type: 'ParentalResponsibilityRecorded', data: record }];
    },

    EndParentalResponsibility: ({ now: _, ...record }, state) => {
      const { holder, until } = record;
      if (state.holders.some((one) => one.holder === holder && one.period.until === until)) return [];
      const open = openOf(state, holder);
      if (!open)
        return refuse('people/no-parental-responsibility', 'this holder has no parental responsibility to end');
      checkEnd(open.period.from, until);
      return [{ type: 'ParentalResponsibilityEnded', data: record }];
    },

    DisputeParentalResponsibility: ({ now, ...record }, { holders, disputes }) => {
      checkUnused(disputes, record.disputeId);
      if (!holders.some(({ holder }) => holder === record.holder))
        refuse('people/no-parental-responsibility', 'there is no parental responsibility to dispute');
      checkHappened(record.from, now);
      return [{ type: 'ParentalResponsibilityDisputed', data: record }];
    },

    ResolveParentalResponsibilityDispute: ({ now, ...record }, { disputes }) => {
      const dispute = disputes.find(({ id }) => id === record.disputeId);
      if (!dispute) return refuse('people/record-unknown', 'there is no such dispute');
      if (dispute.period.until !== undefined) return [];
      checkHappened(record.until, now);
      checkEnd(dispute.period.from, record.until);
      return [{ type: 'ParentalResponsibilityDisputeResolved', data: record }];
    },

    AssessCompetence: ({ now, ...record }, { competence }) => {
      checkUnused(competence, record.findingId);
      checkReason(record.because, record.personId);
      checkHappened(record.at, now);
      return [{ type: 'CompetenceAssessed', data: record }];
    },
  },

  changes: {
    ParentalResponsibilityRecorded: ({ holders }, { holder, from }) => ({
      holders: [...holders, { holder, period: { from } }],
    }),
    ParentalResponsibilityEnded: ({ holders }, { holder, until }) => ({
      holders: holders.map((one) =>
        one.holder === holder && one.period.until === undefined ? { holder, period: { ...one.period, until } } : one,
      ),
    }),
    ParentalResponsibilityDisputed: ({ disputes }, { disputeId, holder, from }, event) => ({
      disputes: [...disputes, { id: disputeId, holder, period: { from: takenEffect(from, event) } }],
    }),
    ParentalResponsibilityDisputeResolved: ({ disputes }, { disputeId, until }, event) => ({
      disputes: changed(disputes, disputeId, (dispute) => ({
        ...dispute,
        period: { ...dispute.period, until: takenEffect(until, event) },
      })),
    }),
    CompetenceAssessed: ({ competence }, { findingId, competent, at }, event) => ({
      competence: [...competence, { id: findingId, competent, at: takenEffect(at, event) }],
    }),
  },
};

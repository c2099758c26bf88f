import { revisionOf, type Agent } from '../e2e/agent.js';
import type { Partnership } from './hub/index.js';

export type Purpose = 'early-help' | 'education-support' | 'transition';

/** Somebody about whom there is one note, which the school may read until something is taken back. */
export interface Shared {
  readonly person: string;
  readonly given: string;
  readonly family: string;
  readonly note: string;
  readonly text: string;
  readonly consent: string;
  /** Of the school. */
  readonly involvement: string;
  readonly match?: string;
}

/** What the withdrawals act upon besides. */
export interface Surroundings {
  readonly partnership: Partnership;
  /** The agreement of each purpose. */
  readonly agreements: Readonly<Record<Purpose, string>>;
}

/** One way in which a permission goes, and what goes with it. */
export interface Withdrawal {
  readonly name: string;
  readonly purpose?: Purpose;
  /** `note`: the note alone; the person may still be known. */
  readonly hides: 'note' | 'person';
  /** The records of the person are two, of two agencies, and linked. */
  readonly linked?: boolean;
  readonly carryOut: (shared: Shared, around: Surroundings) => PromiseLike<{ status: number; text: string }>;
  /** Makes the partnership whole again for the next race. */
  readonly takeBack?: (around: Surroundings) => Promise<unknown>;
}

const because = 'withdrawn in a race';
const visitor = ({ partnership }: Surroundings): Agent => partnership.as('health', 'visitor');
const administrator = ({ partnership }: Surroundings): Agent => partnership.as('partnership', 'administrator');
const restriction = () => ({ kind: 'court-order', custodians: [], workers: [], from: '2026-01-01T00:00:00.000Z' });

const ofAgreement =
  (what: 'suspensions' | 'endings', purpose: Purpose): Withdrawal['carryOut'] =>
  async (_, { partnership, agreements }) => {
    const [head, agreement] = [partnership.as('health', 'head'), `/agreements/${agreements[purpose]}`];
    const seen = { ifMatch: await revisionOf(head, agreement) };
    return head.post(`${agreement}/${what}`, { reason: 'other' }, seen);
  };

const ofAgency =
  (agency: string, what: 'suspensions' | 'reinstatements') =>
  (around: Surroundings): PromiseLike<{ status: number; text: string }> =>
    administrator(around).post(`/agencies/${agency}/${what}`, { reason: 'other' });

/** Every fact that takes a permission away at once. */
export const WITHDRAWALS: readonly Withdrawal[] = [
  {
    name: 'a consent is withdrawn',
    hides: 'person',
    carryOut: ({ consent, person }, around) =>
      visitor(around).post(`/consents/${consent}/withdrawals`, { subject: person }),
  },
  {
    name: 'all consents of somebody are withdrawn, as told to the school',
    hides: 'person',
    carryOut: ({ person }, { partnership }) =>
      partnership.as('school', 'dsl').post(`/people/${person}/consent-withdrawals`, { grantor: person }),
  },
  {
    name: 'somebody refuses after all',
    hides: 'person',
    carryOut: ({ person }, around) =>
      visitor(around).post('/consents', { ...consentOf(person, 'refuse'), effectiveAt: '2026-02-01T00:00:00.000Z' }),
  },
  {
    name: 'a note is restricted',
    hides: 'note',
    carryOut: ({ note }, around) => visitor(around).post(`/case-notes/${note}/restrictions`, restriction()),
  },
  {
    name: 'a note is marked as an error',
    hides: 'note',
    carryOut: ({ note }, around) => visitor(around).post(`/case-notes/${note}/errors`, { because }),
  },
  {
    name: 'a person is restricted',
    hides: 'person',
    carryOut: ({ person }, around) => visitor(around).post(`/people/${person}/restrictions`, restriction()),
  },
  {
    name: 'harm is found',
    hides: 'person',
    carryOut: ({ person }, around) =>
      visitor(around).post(`/people/${person}/harm-findings`, { reviewOn: '2099-01-01T00:00:00.000Z', because }),
  },
  {
    name: 'a conflict of interest is declared',
    hides: 'person',
    carryOut: ({ person }, { partnership }) =>
      partnership
        .as('school', 'dsl')
        .post(`/people/${person}/conflicts-of-interest`, { worker: 'school-dsl', kind: 'declared' }),
  },
  {
    name: 'the school’s involvement ends',
    hides: 'person',
    carryOut: ({ person, involvement }, { partnership }) =>
      partnership
        .as('school', 'dsl')
        .post(`/people/${person}/involvements/${involvement}/endings`, { until: new Date().toISOString() }),
  },
  {
    name: 'an agreement is suspended',
    purpose: 'education-support',
    hides: 'person',
    carryOut: ofAgreement('suspensions', 'education-support'),
    takeBack: (around) =>
      around.partnership
        .as('health', 'head')
        .post(`/agreements/${around.agreements['education-support']}/resumptions`, { reason: 'other' })
        .created() as Promise<unknown>,
  },
  {
    name: 'an agreement ends',
    purpose: 'transition',
    hides: 'person',
    carryOut: ofAgreement('endings', 'transition'),
  },
  {
    name: 'the agency that shares is suspended',
    hides: 'person',
    carryOut: (_, around) => ofAgency('health', 'suspensions')(around),
    takeBack: async (around) => ofAgency('health', 'reinstatements')(around),
  },
  {
    name: 'the agency that reads is suspended',
    hides: 'person',
    carryOut: (_, around) => ofAgency('school', 'suspensions')(around),
    takeBack: async (around) => ofAgency('school', 'reinstatements')(around),
  },
  {
    name: 'a match is undone',
    linked: true,
    hides: 'note',
    carryOut: ({ match }, { partnership }) => partnership.as('council', 'steward').post(`/matches/${match}/undoings`),
  },
];

/** What an adult says of themselves. */
export const consentOf = (person: string, decision: 'permit' | 'refuse') => ({
  subject: person,
  grantor: person,
  capacity: 'self',
  decision,
  scope: {
    purposes: ['early-help', 'education-support', 'transition'],
    exceptLabels: [],
    excludedAgencies: [],
    excludedWorkers: [],
  },
  from: '2026-01-01T00:00:00.000Z',
  effectiveAt: '2026-01-02T00:00:00.000Z',
});

import type { AgencyEvent, Role } from '@hub/agencies';
import type { AgreementEvent, Terms } from '@hub/agreements';
import type { CaseNoteEvent } from '@hub/case-notes';
import type { ConsentEvent } from '@hub/consents';
import type { FamilyEvent, PersonEvent, FamilyRole } from '@hub/people';
import type { AgencyId, Category, ConsentScope, Flow, Label, Passage, PersonId } from '@hub/sharing';

const START = '2026-01-01T00:00:00.000Z';

/** Invented agencies: a school that asks, a health service and the police that know things. */
export const [SCHOOL, HEALTH, POLICE] = ['school', 'health', 'police'] as const;

const role = (code: string, functions: Role['functions'] = ['practitioner']): Role => ({
  code,
  title: code,
  reach: 'agency',
  functions,
});

const agency = (agencyId: AgencyId, ...roles: readonly Role[]): readonly AgencyEvent[] => [
  { type: 'AgencyRegistered', data: { agencyId, name: agencyId, sector: 'council', powers: ['ca2004-s11'] } },
  ...roles.map((one): AgencyEvent => ({ type: 'AgencyRoleRegistered', data: { agencyId, role: one } })),
];

/** A flow from health to the school's pastoral lead on consent, for early help. */
export const flow = (number: number, categories: readonly Category[], change: Partial<Flow> = {}): Flow => ({
  number,
  categories,
  from: HEALTH,
  to: SCHOOL,
  roles: ['pastoral-lead'],
  purposes: ['early-help'],
  route: 'consent',
  basis: { article6: 'a' },
  consentRequired: true,
  labels: [],
  onward: ['NORDSCLCD'],
  ...change,
});

export const agreed = (
  agreementId: string,
  parties: readonly AgencyId[],
  flows: readonly Flow[],
): readonly AgreementEvent[] => {
  const terms: Terms = {
    title: agreementId,
    kind: 'sharing',
    parties,
    startsOn: START,
    reviewOn: '2027-01-01T00:00:00.000Z',
    flows,
    clauses: {},
  };
  const [by = ''] = parties;
  return [
    { type: 'AgreementDrafted', data: { agreementId, version: 1, terms, by } },
    { type: 'AgreementProposed', data: { agreementId, version: 1, gaps: [], by } },
    ...parties.map((agencyId): AgreementEvent => ({
      type: 'AgreementSigned',
      data: { agreementId, version: 1, agencyId, signatory: 'dpo', capacity: 'caldicott-guardian', at: START },
    })),
  ];
};

/** Three agencies, and an agreement by which health tells the school who somebody is, and of health visits. */
export const partnership = (): readonly (AgencyEvent | AgreementEvent)[] => [
  ...agency(SCHOOL, role('pastoral-lead'), role('ig-officer', ['information-governance'])),
  ...agency(HEALTH, role('health-visitor'), role('ig-officer', ['information-governance'])),
  ...agency(POLICE, role('officer'), role('ig-officer', ['information-governance'])),
  ...agreed('early-help', [HEALTH, SCHOOL], [flow(1, ['identity', 'health-visit', 'injury', 'family-composition'])]),
];

export const registered = (personId: PersonId, agencyId: AgencyId, dateOfBirth = '2018-03-04'): PersonEvent => ({
  type: 'PersonRegistered',
  data: {
    personId,
    agencyId,
    name: { subjects: [personId], clear: { given: `Given-${personId}`, family: 'Example' } },
    dateOfBirth: { subjects: [personId], clear: dateOfBirth },
    location: 'checked',
  },
});

export const involved = (personId: PersonId, agencyId: AgencyId): PersonEvent => ({
  type: 'InvolvementRecorded',
  data: {
    personId,
    agencyId,
    involvementId: `${personId}-${agencyId}`,
    workers: [],
    service: { subjects: [personId], clear: 'support' },
    period: { from: START },
    location: 'reveals',
  },
});

export const addressProtected = (personId: PersonId): PersonEvent => ({
  type: 'RestrictionImposed',
  data: {
    personId,
    agencyId: HEALTH,
    restriction: {
      id: `r-${personId}`,
      kind: 'protected-address',
      custodians: [],
      workers: [],
      period: { from: '2026-01-01T00:00:00.000Z' },
    },
  },
});

export const parentOf = (personId: PersonId, holder: PersonId): PersonEvent => ({
  type: 'ParentalResponsibilityRecorded',
  data: { personId, agencyId: HEALTH, holder, how: 'birth', from: START },
});

export const joined = (familyId: string, personId: PersonId, familyRole: FamilyRole = 'child'): FamilyEvent => ({
  type: 'FamilyMemberJoined',
  data: { familyId, agencyId: HEALTH, personId, role: familyRole, from: START },
});

export const formed = (familyId: string, ...members: readonly PersonId[]): readonly FamilyEvent[] => [
  { type: 'FamilyFormed', data: { familyId, agencyId: HEALTH } },
  ...members.map((member) => joined(familyId, member)),
];

export type Spoken = Partial<Omit<Passage, 'subjects'>> & {
  readonly subjects: readonly PersonId[];
  readonly text: string;
};

export interface Written {
  readonly agencyId?: AgencyId;
  readonly category?: Category;
  readonly labels?: readonly Label[];
  readonly effectiveAt?: string;
  readonly passages: readonly Spoken[];
}

export const noted = (noteId: string, { passages, ...note }: Written): CaseNoteEvent => ({
  type: 'NoteRecorded',
  data: {
    noteId,
    agencyId: HEALTH,
    author: 'hv-1',
    category: 'injury',
    labels: [],
    handling: [],
    effectiveAt: '2026-05-01T10:00:00.000Z',
    origin: 'written',
    ...note,
    passages: passages.map(({ text, ...passage }, index) => ({
      id: `${noteId}.${index}`,
      thirdParties: [],
      revealsProtectedSource: false,
      location: 'checked',
      ...passage,
      text: { subjects: passage.subjects, clear: text },
    })),
  },
});

/** For early help, for everybody and everything unless the scope says otherwise. */
export const consented = (
  consentId: string,
  subject: PersonId,
  grantor: PersonId,
  { effectiveAt = START, ...scope }: Partial<ConsentScope> & { readonly effectiveAt?: string } = {},
): ConsentEvent => ({
  type: 'ConsentRecorded',
  data: {
    consentId,
    subject,
    grantor,
    capacity: 'parental-responsibility',
    decision: 'permit',
    scope: { purposes: ['early-help'], exceptLabels: [], excludedAgencies: [], excludedWorkers: [], ...scope },
    period: { from: START },
    effectiveAt,
    agencyId: HEALTH,
  },
});

export const withdrawn = (subject: PersonId, consentId: string): ConsentEvent => ({
  type: 'ConsentWithdrawn',
  data: { subject, withdraws: { consentId }, effectiveAt: START, agencyId: SCHOOL },
});

/** Both records say so, and a steward agrees. */
export const linked = (a: PersonId, b: PersonId, matchId: string) =>
  [
    { type: 'MatchProposed', data: { matchId, people: [a, b], reasons: [], confidence: 1 } },
    { type: 'MatchConfirmed', data: { matchId, people: [a, b], steward: 'steward' } },
    { type: 'PersonLinked', data: { personId: a, agencyId: HEALTH, other: b, matchId } },
    { type: 'PersonLinked', data: { personId: b, agencyId: SCHOOL, other: a, matchId } },
  ] as const;

/** Child c1, mother m1 with parental responsibility, family f1; the school works with the child. */
export const aFamily = (): readonly (PersonEvent | FamilyEvent)[] => [
  registered('c1', HEALTH),
  registered('m1', HEALTH, '1990-01-01'),
  parentOf('c1', 'm1'),
  involved('c1', SCHOOL),
  ...formed('f1', 'c1', 'm1'),
];

import type { Role } from '@hub/agencies';
import type { Sector } from '@hub/sharing';
import type { DemonstrationUser } from '@hub/identity';

/** A member of the demonstration partnership. Places, people and numbers are invented. */
export interface DemonstrationAgency {
  readonly id: string;
  readonly name: string;
  readonly sector: Sector;
  readonly powers: readonly string[];
  readonly roles: readonly Role[];
}

const administrator: Role = {
  code: 'administrator',
  title: 'Agreements and systems',
  reach: 'agency',
  functions: ['administrator'],
};
const governance: Role = {
  code: 'ig-officer',
  title: 'Information governance',
  reach: 'agency',
  functions: ['information-governance'],
};
const practitioner = (code: string, title: string, reach: Role['reach'] = 'agency'): Role => ({
  code,
  title,
  reach,
  functions: ['practitioner'],
});

/** Registers what every agency has, and the roles of its own. */
const agency = (
  [id, name, sector]: readonly [string, string, Sector],
  powers: readonly string[],
  roles: readonly Role[],
): DemonstrationAgency => ({ id, name, sector, powers, roles: [...roles, administrator, governance] });

export const AGENCIES: readonly DemonstrationAgency[] = [
  agency(
    ['northbridge-social-care', 'Northbridge Children’s Social Care', 'council'],
    ['ca1989-s17', 'ca1989-s47', 'ca2004-s10', 'ca2004-s11'],
    [
      practitioner('social-worker', 'Social worker'),
      { code: 'steward', title: 'Steward of records', reach: 'agency', functions: ['steward'] },
    ],
  ),
  agency(
    ['northbridge-early-help', 'Northbridge Early Help', 'council'],
    ['ca2004-s10', 'ca2004-s11'],
    [practitioner('lead-practitioner', 'Lead practitioner')],
  ),
  agency(
    ['northbridge-health-visiting', 'Northbridge Health Visiting', 'health'],
    ['ca2004-s10', 'ca2004-s11', 'nhs-act-2006-s82'],
    [practitioner('health-visitor', 'Health visitor')],
  ),
  agency(
    ['northbridge-hospital', 'Northbridge General Hospital', 'health'],
    ['ca2004-s11', 'nhs-act-2006-s82'],
    [practitioner('emergency-clinician', 'Emergency department clinician')],
  ),
  agency(
    ['elm-grove-school', 'Elm Grove School', 'education'],
    ['ea2002-s175', 'ca2004-s10'],
    [
      practitioner('dsl', 'Designated safeguarding lead'),
      practitioner('teacher', 'Class teacher', 'caseload'),
      { code: 'system', title: 'The school’s own system', reach: 'agency', functions: ['system'] },
    ],
  ),
  agency(
    ['northbridge-police', 'Northbridge Police', 'police'],
    ['ca2004-s11', 'common-law-policing'],
    [practitioner('protecting-vulnerable-people', 'Protecting vulnerable people unit')],
  ),
  agency(
    ['northbridge-housing', 'Northbridge Housing', 'housing'],
    ['ha1996-s213', 'ca2004-s11'],
    [practitioner('housing-officer', 'Housing officer', 'caseload')],
  ),
  agency(
    ['harbour-families', 'Harbour Families (charity)', 'voluntary'],
    ['ca2004-s10'],
    [practitioner('family-worker', 'Family support worker', 'caseload')],
  ),
];

/** The system of an agency that presents its workers' tokens. */
export const clientOf = (agencyId: string): string => `${agencyId}-system`;

/** A user is `<first name>.<role>`; the worker's id says nothing about the person. */
const user = (id: string, agencyId: string, number: number): DemonstrationUser => ({
  id,
  clientId: clientOf(agencyId),
  worker: `${agencyId}-w${String(number)}`,
  role: id.slice(id.indexOf('.') + 1),
});

/** Nobody: the school's system, which is told what concerns the school. */
export const SCHOOL_SYSTEM = 'elm-grove-school.system';

export const USERS: readonly DemonstrationUser[] = [
  { id: 'noor.partnership', clientId: 'concord-partnership', worker: 'partnership-w1', role: 'administrator' },
  user('amal.social-worker', 'northbridge-social-care', 1),
  user('sam.steward', 'northbridge-social-care', 2),
  user('lena.lead-practitioner', 'northbridge-early-help', 1),
  user('grace.health-visitor', 'northbridge-health-visiting', 1),
  user('idris.emergency-clinician', 'northbridge-hospital', 1),
  user('dana.dsl', 'elm-grove-school', 1),
  user('theo.teacher', 'elm-grove-school', 2),
  { id: SCHOOL_SYSTEM, clientId: clientOf('elm-grove-school'), worker: 'elm-grove-school-s1', role: 'system' },
  user('piet.protecting-vulnerable-people', 'northbridge-police', 1),
  user('hana.housing-officer', 'northbridge-housing', 1),
  user('fay.family-worker', 'harbour-families', 1),
  ...AGENCIES.flatMap(({ id }) => [
    { id: `${id}.administrator`, clientId: clientOf(id), worker: `${id}-a1`, role: 'administrator' },
    { id: `${id}.ig-officer`, clientId: clientOf(id), worker: `${id}-g1`, role: 'ig-officer' },
  ]),
];

import type { AgencyFacts, AgencyId, PersonId, RoleFacts, Sector } from '@hub/sharing';
import { ago, type Change } from './world.js';

/** A long time ago: when everything that has always been so began. */
export const ALWAYS = { from: ago('4000d') };

const agency = (id: AgencyId, sector: Sector, powers: readonly string[], roles: readonly RoleFacts[]): AgencyFacts => ({
  id,
  sector,
  status: 'active',
  powers,
  roles,
});

const wide = (code: string): RoleFacts => ({ code, reach: 'agency' });
const narrow = (code: string): RoleFacts => ({ code, reach: 'caseload' });

/** An invented partnership: Northbridge. */
const agencies: readonly AgencyFacts[] = [
  agency(
    'social-care',
    'council',
    ['ca1989-s47', 'ca1989-s17', 'ca2004-s11'],
    [wide('social-worker'), narrow('student')],
  ),
  agency('early-help', 'council', ['ca2004-s10'], [wide('lead-practitioner'), narrow('family-worker')]),
  agency('health-visiting', 'health', ['nhsa2006-s82'], [wide('health-visitor')]),
  agency('camhs', 'health', ['nhsa2006-s82'], [wide('clinician')]),
  agency('emergency', 'health', ['nhsa2006-s82', 'ca2004-s11'], [wide('nurse'), wide('doctor')]),
  agency('gp', 'health', ['nhsa2006-s82'], [wide('doctor')]),
  agency('school', 'education', ['ea2002-s175', 'ca2004-s10'], [wide('dsl'), wide('nurse'), narrow('teacher')]),
  agency('police', 'police', ['ca2004-s11', 'common-law-policing'], [wide('officer'), wide('records')]),
  agency('housing', 'housing', ['ha1996-s213a'], [wide('housing-officer')]),
  agency('charity', 'voluntary', [], [wide('support-worker')]),
  agency('app', 'family', [], [narrow('parent')]),
  agency('research', 'education', [], [wide('researcher')]),
  agency('board', 'board', [], [wide('analyst')]),
];

const CHILDREN: readonly PersonId[] = ['amy', 'ben', 'kim', 'lee', 'zoe'];

/**
 * One family: Amy (9), Ben (14), Kim (16 today), Lee (12), Zoe (a baby), their mother Maya and father Femi, who hold
 * parental responsibility, and Maya's partner Sam, who does not. Next door Tess and her son Tim, whom nobody works with.
 */
const people: Change['people'] = [
  { id: 'amy', dateOfBirth: '2017-03-01' },
  { id: 'ben', dateOfBirth: '2012-01-10' },
  { id: 'kim', dateOfBirth: '2010-06-30' },
  { id: 'lee', dateOfBirth: '2014-02-01' },
  { id: 'zoe', dateOfBirth: '2026-01-05' },
  { id: 'maya', dateOfBirth: '1990-05-05' },
  { id: 'femi', dateOfBirth: '1988-09-09' },
  { id: 'sam', dateOfBirth: '1991-11-11' },
  { id: 'tess', dateOfBirth: '1985-02-02' },
  { id: 'tim', dateOfBirth: '2016-08-08' },
];

const responsibilities = CHILDREN.flatMap((child) =>
  ['maya', 'femi'].map((holder) => ({ about: child, holder, period: ALWAYS, disputes: [] })),
);

/** Every agency but the charity works with the children of the first family, the housing service with their mother too. */
const involvements = agencies
  .filter(({ id }) => id !== 'charity')
  .flatMap(({ id }) =>
    [...CHILDREN, 'maya'].map((about) => ({ about, agency: id, workers: [`${id}-anna`], period: ALWAYS })),
  );

/** What every scenario starts from: agencies, two families, who works with whom. No agreement, no consent, no note. */
export const PARTNERSHIP: Change = {
  agencies,
  people,
  families: [
    { id: 'okafor', members: [...CHILDREN, 'maya', 'femi', 'sam'] },
    { id: 'next-door', members: ['tess', 'tim'] },
  ],
  responsibilities,
  involvements,
};

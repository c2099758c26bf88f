import { decide, type Facts, type Flow, type Item, type Request } from '@hub/sharing';
import { medianOf } from './row.js';

const AT = '2026-06-30T10:00:00.000Z';
const EVER = { from: '2020-01-01T00:00:00.000Z' };
const CATEGORIES = [
  'support-work',
  'attendance',
  'health-summary',
  'injury',
  'education-need',
  'family-story',
] as const;
const SOURCES = ['care', 'health', 'police', 'early-help'] as const;
const MEMBERS = ['child-1', 'child-2', 'child-3', 'mother', 'father'] as const;

const nth = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;

const flow = (from: string, number: number): Flow => ({
  number,
  from,
  to: 'school',
  categories: CATEGORIES,
  roles: ['dsl'],
  purposes: ['early-help'],
  route: nth(['consent', 'public-task'] as const, number),
  basis: { article6: 'e', gateway: 'ca2004-s10' },
  consentRequired: true,
  labels: ['MH'],
  onward: ['NORDSCLCD'],
});

const item = (n: number): Item => ({
  id: `item-${String(n).padStart(5, '0')}`,
  kind: 'case-note',
  category: nth(CATEGORIES, n),
  source: nth(SOURCES, n * 7),
  stream: `note-${n}`,
  revision: 0,
  effectiveAt: new Date(Date.parse(AT) - n * 3_600_000).toISOString(),
  labels: n % 5 === 0 ? ['MH'] : ['N'],
  passages: [
    {
      id: 'p1',
      subjects: n % 4 === 0 ? [nth(MEMBERS, n), nth(MEMBERS, n + 1)] : [nth(MEMBERS, n)],
      thirdParties: n % 9 === 0 ? [{ kind: 'person' }] : [],
      revealsProtectedSource: false,
      location: 'checked',
    },
  ],
  restrictions: [],
});

const person = (id: string): Facts['people'][number] => ({
  id,
  dateOfBirth: id.startsWith('child') ? '2015-01-01' : '1988-01-01',
  parentalResponsibility: id.startsWith('child')
    ? ['mother', 'father'].map((holder) => ({ holder, period: EVER, disputes: [] }))
    : [],
  competence: [],
  restrictions:
    id === 'child-1'
      ? [
          {
            id: 'r1',
            kind: 'protected-address',
            custodians: [{ agency: 'care', roles: [], purposes: [] }],
            workers: [],
            period: EVER,
          },
        ]
      : [],
  involvements: [{ agency: 'school', workers: ['anna'], period: EVER }],
  conflicts: [],
  harmFindings: [],
  household: MEMBERS.filter((other) => other !== id),
});

const agency = (id: string): Facts['agencies'][number] => ({
  id,
  sector: 'council',
  status: 'active',
  roles: [{ code: 'dsl', reach: 'agency' }],
  powers: ['ca2004-s10'],
});

/** A family of five, four agencies' agreements with a school, and so many items: a family view to decide. */
export const decisionWorld = (n: number): { readonly request: Request; readonly facts: Facts } => ({
  request: {
    agency: 'school',
    worker: 'anna',
    role: 'dsl',
    action: 'view',
    subjects: [...MEMBERS],
    purpose: 'early-help',
    at: AT,
    channel: 'api',
  },
  facts: {
    agencies: ['school', ...SOURCES].map(agency),
    agreements: SOURCES.map((source) => ({
      id: `with-${source}`,
      version: 1,
      parties: ['school', source],
      status: 'in-force',
      period: EVER,
      flows: [flow(source, 1), flow(source, 2)],
    })),
    people: MEMBERS.map(person),
    consents: MEMBERS.flatMap((subject, i) =>
      ['mother', 'father'].map((grantor, j) => ({
        id: `consent-${i}-${j}`,
        subject,
        grantor,
        capacity: subject === grantor ? ('self' as const) : ('parental-responsibility' as const),
        decision: 'permit' as const,
        scope: { purposes: ['early-help'] as const, exceptLabels: [], excludedAgencies: [], excludedWorkers: [] },
        period: EVER,
        effectiveAt: '2026-01-01T00:00:00.000Z',
        withdrawn: false,
      })),
    ),
    overrides: [],
    items: Array.from({ length: n }, (_, i) => item(i)),
    heads: {},
  },
});

const milliseconds = (work: () => unknown): number => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

/** The median of some rounds, in milliseconds of one decision over n items, with facts that were never seen before at every call. */
export const timeDecisions = (n = 200, { rounds = 9, calls = 50, warmUp = 300 } = {}): number => {
  const worlds = (many: number) => Array.from({ length: many }, () => decisionWorld(n));
  worlds(warmUp).forEach(({ request, facts }) => decide(request, facts));
  const times = Array.from({ length: rounds }, () => {
    const fresh = worlds(calls);
    return milliseconds(() => fresh.forEach(({ request, facts }) => decide(request, facts))) / calls;
  });
  return medianOf(times);
};

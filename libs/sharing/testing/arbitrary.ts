import fc from 'fast-check';
import type {
  AgencyFacts,
  AgreementFacts,
  Category,
  ConsentFacts,
  Facts,
  Flow,
  HarmFinding,
  Item,
  Label,
  OverrideFacts,
  Passage,
  PersonFacts,
  Purpose,
  Request,
  Restriction,
} from '../language.js';

const AGENCIES = ['care', 'school', 'health'] as const;
const PEOPLE = ['child', 'teen', 'mother', 'father'] as const;
const WORKERS = ['w1', 'w2'] as const;
const ROLES = ['lead', 'aide'] as const;
const GATEWAYS = ['g1', 'g2'] as const;
const CATEGORIES: readonly Category[] = ['support-work', 'sexual-health', 'involvement', 'address'];
const PURPOSES: readonly Purpose[] = ['early-help', 'safeguarding', 'proxy-access', 'board-reporting'];
const LABELS: readonly Label[] = ['N', 'R', 'V', 'MH', 'SEX', 'LOCIS'];
const instant = (day: number): string => `2026-06-${String(day).padStart(2, '0')}T12:00:00.000Z`;

/** The instant at which arbitrary requests ask. */
export const AT = instant(15);

const someOf = <T>(values: readonly T[], minLength = 0): fc.Arbitrary<readonly T[]> =>
  fc.subarray([...values], { minLength });
const oneOf = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const mostly = <T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: oneOf([usual, ...others]) });
/** Optional properties that are really absent. */
const record = <T extends object>(
  shape: { [P in keyof T]-?: fc.Arbitrary<NonNullable<T[P]>> },
  optional: readonly (string & keyof T)[],
): fc.Arbitrary<T> => {
  const requiredKeys = Object.keys(shape).filter((key) => !(optional as readonly string[]).includes(key));
  const made = fc.record<Record<string, unknown>>(shape, { requiredKeys, noNullPrototype: true });
  return made.map((one) => one as T);
};

/** Days before, at and after the request. */
const moment = oneOf([1, 5, 10, 14, 15, 20].map(instant));
const past = oneOf([1, 5, 10].map(instant));
const period = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ from: instant(1) }) },
  { weight: 1, arbitrary: fc.record({ from: moment, until: moment }) },
);

const agency = (id: string): fc.Arbitrary<AgencyFacts> =>
  fc.record({
    id: fc.constant(id),
    sector: fc.constant('council' as const),
    status: mostly('active', 'suspended'),
    roles: fc.constant([
      { code: 'lead', reach: 'agency' as const },
      { code: 'aide', reach: 'caseload' as const },
    ]),
    powers: someOf(GATEWAYS, 1),
  });

const scheme = fc.record({
  code: oneOf(['SCHEME_A', 'SCHEME_B']),
  sentence: fc.constant('A scheme.'),
  isGround: fc.boolean(),
  obligations: someOf(['ACKNOWLEDGE_RECEIPT', 'NOTIFY_SOCIAL_WORKER'] as const),
});

const flow = (number: number, tails: boolean): fc.Arbitrary<Flow> =>
  record<Flow>(
    {
      number: fc.constant(number),
      categories: someOf(CATEGORIES, 2),
      from: oneOf(AGENCIES),
      to: mostly('school', ...AGENCIES),
      roles: someOf(ROLES, 1),
      purposes: someOf(PURPOSES, 2),
      route: oneOf(['duty', 'public-task', 'consent', 'consent'] as const),
      basis: fc.oneof(
        fc.constant({ article6: 'e' as const }),
        fc.record({ article6: fc.constant('e' as const), gateway: oneOf(GATEWAYS) }),
      ),
      consentRequired: fc.boolean(),
      labels: someOf(LABELS),
      onward: someOf(['NORDSCLCD', 'DELAU']),
      mostRecent: fc.integer({ min: 1, max: 2 }),
      deadline: fc.constant('P5D'),
      scheme,
    },
    tails ? ['scheme', 'mostRecent', 'deadline'] : ['scheme', 'deadline'],
  ).map((made) => {
    if (tails) return made;
    const { mostRecent: _tail, ...rest } = made;
    return rest;
  });

const agreement = (id: string, tails: boolean): fc.Arbitrary<AgreementFacts> =>
  fc.record({
    id: fc.constant(id),
    version: fc.constant(1),
    parties: mostly<readonly string[]>(AGENCIES, ['school', 'health']),
    status: mostly('in-force', 'not-in-force'),
    period,
    flows: fc.tuple(flow(1, tails), flow(2, tails)).map((flows) => [...flows]),
  });

const custodian = fc.record({
  agency: oneOf(AGENCIES),
  roles: mostly<readonly string[]>([], ['lead']),
  purposes: mostly<readonly Purpose[]>([], ['safeguarding']),
});

/** A restriction of any kind. */
export const arbitraryRestriction: fc.Arbitrary<Restriction> = record<Restriction>(
  {
    id: fc.uuid(),
    kind: oneOf([
      'protected-address',
      'court-order',
      'adoption',
      'police-handling',
      'named-worker-exclusion',
      'sealed',
    ] as const),
    categories: someOf(CATEGORIES),
    custodians: fc.array(custodian, { maxLength: 1 }),
    workers: someOf(WORKERS),
    before: moment,
    period,
  },
  ['categories', 'before'],
);

export const arbitraryHarmFinding: fc.Arbitrary<HarmFinding> = record<HarmFinding>(
  {
    id: fc.uuid(),
    categories: someOf(CATEGORIES),
    recipients: someOf(AGENCIES),
    reviewOn: fc.constant(instant(28)),
    at: moment,
  },
  ['categories', 'recipients'],
);

const rarely = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(one, { maxLength: 1 }) });

const person = (id: string): fc.Arbitrary<PersonFacts> =>
  record<PersonFacts>(
    {
      id: fc.constant(id),
      dateOfBirth: oneOf(
        { child: ['2015-06-16', '2013-06-15'], teen: ['2010-06-15', '2011-01-01'] }[id] ?? ['1990-01-01'],
      ),
      parentalResponsibility: fc
        .tuple(
          ...['mother', 'father'].map((holder) =>
            fc.record({ holder: fc.constant(holder), period, disputes: rarely(period) }),
          ),
        )
        .map((list) => list),
      competence: fc.array(fc.record({ competent: fc.boolean(), at: past }), { maxLength: 2 }),
      restrictions: rarely(arbitraryRestriction),
      involvements: mostly<PersonFacts['involvements']>(
        [{ agency: 'school', workers: ['w1'], period: { from: instant(1) } }],
        [],
      ),
      conflicts: mostly<PersonFacts['conflicts']>([], [], [], [{ worker: 'w1', kind: 'inferred' }]),
      harmFindings: rarely(arbitraryHarmFinding),
      household: fc.constant(PEOPLE.filter((other) => other !== id)),
    },
    ['dateOfBirth'],
  );

const whose = fc.oneof(
  {
    weight: 8,
    arbitrary: oneOf([
      { subject: 'child', grantor: 'mother', capacity: 'parental-responsibility' },
      { subject: 'child', grantor: 'father', capacity: 'parental-responsibility' },
      { subject: 'teen', grantor: 'mother', capacity: 'parental-responsibility' },
      { subject: 'teen', grantor: 'teen', capacity: 'self' },
      { subject: 'mother', grantor: 'mother', capacity: 'self' },
    ] as const),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      subject: oneOf(PEOPLE),
      grantor: oneOf(PEOPLE),
      capacity: oneOf(['self', 'parental-responsibility'] as const),
    }),
  },
);

const scope: fc.Arbitrary<ConsentFacts['scope']> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      purposes: fc.constant(PURPOSES),
      exceptLabels: mostly<readonly Label[]>([], ['N', 'MH']),
      excludedAgencies: mostly<readonly string[]>([], ['school']),
      excludedWorkers: mostly<readonly string[]>([], ['w1']),
    }),
  },
  {
    weight: 1,
    arbitrary: record<ConsentFacts['scope']>(
      {
        categories: someOf(CATEGORIES, 1),
        recipients: someOf(AGENCIES, 1),
        purposes: someOf(PURPOSES, 2),
        exceptLabels: someOf(LABELS),
        excludedAgencies: fc.constant([]),
        excludedWorkers: fc.constant([]),
      },
      ['categories', 'recipients'],
    ),
  },
);

/** A consent or refusal about one of the people. */
export const arbitraryConsent: fc.Arbitrary<ConsentFacts> = fc
  .record({
    id: fc.uuid(),
    whose,
    decision: oneOf(['permit', 'permit', 'refuse'] as const),
    scope,
    period,
    effectiveAt: oneOf([1, 5, 5, 10, 10, 20].map(instant)),
    withdrawn: mostly(false, true),
  })
  .map(({ whose: { subject, grantor, capacity }, ...rest }) => ({ subject, grantor, capacity, ...rest }));

const passage = (id: string): fc.Arbitrary<Passage> =>
  fc.record({
    id: fc.constant(id),
    subjects: mostly<readonly string[]>(['child'], ['teen'], ['teen', 'child'], ['mother'], []),
    thirdParties: mostly<Passage['thirdParties']>([], [{ kind: 'person' }], [{ kind: 'professional' }]),
    revealsProtectedSource: mostly(false, true),
    location: oneOf(['checked', 'unreviewed', 'reveals'] as const),
  });

/** An item of one to two passages. */
export const arbitraryItem = (id: string): fc.Arbitrary<Item> =>
  fc.record({
    id: fc.constant(id),
    kind: fc.constant('case-note' as const),
    category: oneOf(CATEGORIES),
    source: oneOf(AGENCIES),
    stream: fc.constant(`note-${id}`),
    revision: fc.constant(0),
    effectiveAt: moment,
    labels: fc.subarray([...LABELS], { maxLength: 2 }),
    passages: fc.oneof(
      fc.tuple(passage('p1')).map((list) => [...list]),
      fc.tuple(passage('p1'), passage('p2')).map((list) => [...list]),
    ),
    restrictions: rarely(arbitraryRestriction),
  });

const arbitraryOverride: fc.Arbitrary<OverrideFacts> = fc.record({
  id: fc.constant('o1'),
  agency: mostly('school', 'health'),
  worker: mostly('w1', 'w2'),
  subjects: mostly<readonly string[]>(PEOPLE, ['child']),
  openedAt: mostly(instant(14), instant(20)),
  expiresAt: mostly(instant(16), instant(15)),
  closed: mostly(false, true),
});

/** Facts about a few agencies and a family. Without `tails` no flow is limited to its newest items. */
export const arbitraryFacts = ({ tails }: { readonly tails: boolean }): fc.Arbitrary<Facts> =>
  fc.record({
    agencies: fc.tuple(...AGENCIES.map(agency)).map((list) => list),
    agreements: fc.tuple(agreement('a', tails), agreement('b', tails)).map((list) => [...list]),
    people: fc.tuple(...PEOPLE.map(person)).map((list) => list),
    consents: fc.uniqueArray(arbitraryConsent, { minLength: 2, maxLength: 8, selector: ({ id }) => id }),
    overrides: fc.array(arbitraryOverride, { maxLength: 1 }),
    items: fc
      .tuple(...['i1', 'i2', 'i3', 'i4', 'i5'].map(arbitraryItem))
      .chain((list) => fc.subarray(list).map((some) => [...some])),
    heads: fc.constant({ register: 1 }),
  });

/** A request by the school, mostly a good one. */
export const arbitraryRequest: fc.Arbitrary<Request> = record<Request>(
  {
    agency: mostly('school', 'care'),
    worker: mostly('w1', 'w2'),
    role: mostly('lead', 'aide', 'stranger'),
    action: fc.constant('view' as const),
    subjects: mostly<readonly string[]>(['child', 'teen'], ['child'], PEOPLE, ['nobody']),
    purpose: oneOf([...PURPOSES, 'early-help', 'safeguarding'] as const),
    claimedGateway: oneOf(GATEWAYS),
    ground: record<NonNullable<Request['ground']>>(
      {
        kind: oneOf(['enquiry', 'referral', 'typed'] as const),
        informUnsafe: fc.boolean(),
      },
      ['informUnsafe'],
    ),
    override: fc.constant('o1'),
    at: fc.constant(AT),
    channel: fc.constant('api' as const),
  },
  ['purpose', 'claimedGateway', 'ground', 'override'],
);

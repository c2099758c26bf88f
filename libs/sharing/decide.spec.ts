import fc from 'fast-check';
import { CATEGORIES, PURPOSES, SENSITIVE_LABELS } from './codes.js';
import { answerOf, CURRENT, decide, flowsInForce } from './decide.js';
import type { Category, Decision, Facts, PassageOutcome, Purpose, Request } from './language.js';
import { decideWith, RULES } from './policy/v1/index.js';
import { IDENTIFIABLE, NOT_REVEALING, SENSITIVE } from './policy/v1/tables.js';
import {
  arbitraryConsent,
  arbitraryFacts,
  arbitraryHarmFinding,
  arbitraryItem,
  arbitraryRequest,
  arbitraryRestriction,
} from './testing/index.js';

const NOTHING: Facts = { agencies: [], agreements: [], people: [], consents: [], overrides: [], items: [], heads: {} };

const RANK = { omit: 0, mask: 1, permit: 2 } satisfies Record<PassageOutcome['outcome'], number>;

/** How much is shown of each passage. */
const shown = ({ items }: Decision): ReadonlyMap<string, number> =>
  new Map(
    items.flatMap(({ item, passages }) =>
      passages.map(({ passage, outcome }) => [`${item}/${passage}`, RANK[outcome]] as const),
    ),
  );

/** Passages of which the second decision shows more than the first. */
const more = (before: Decision, after: Decision): readonly string[] => {
  const was = shown(before);
  return [...shown(after)].filter(([passage, rank]) => rank > (was.get(passage) ?? 0)).map(([passage]) => passage);
};

const freeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
};

const world = (tails: boolean) => fc.record({ request: arbitraryRequest, facts: arbitraryFacts({ tails }) });
const often = { numRuns: 500 };

it('shares nothing when nothing is known', () => {
  fc.assert(
    fc.property(arbitraryRequest, arbitraryItem('i1'), (request, item) => {
      const decision = decide(request, { ...NOTHING, items: [item] });
      expect(decision).toMatchObject({ entitled: false, outcome: 'deny', items: [{ outcome: 'omit' }] });
      expect(answerOf(decision)).toBeUndefined();
    }),
  );
});

it('lets nobody in for a consent, which is told to whoever it concerns', () => {
  const start = '2026-01-01T00:00:00.000Z';
  const request: Request = {
    agency: 'school',
    worker: 'w',
    role: 'lead',
    action: 'view',
    subjects: ['c1'],
    purpose: 'early-help',
    at: '2026-06-01T00:00:00.000Z',
    channel: 'api',
  };
  const facts = (kind: 'consent' | 'involvement'): Facts => ({
    ...NOTHING,
    agencies: [
      { id: 'school', sector: 'education', status: 'active', powers: [], roles: [{ code: 'lead', reach: 'agency' }] },
    ],
    people: [
      {
        id: 'c1',
        household: [],
        parentalResponsibility: [],
        competence: [],
        restrictions: [],
        involvements: [{ agency: 'school', workers: [], period: { from: start } }],
        conflicts: [],
        harmFindings: [],
      },
    ],
    items: [
      {
        id: 'i1',
        kind,
        category: 'involvement',
        source: 'school',
        stream: 'person-c1',
        revision: 0,
        effectiveAt: start,
        labels: [],
        restrictions: [],
        passages: [
          { id: 'p1', subjects: ['c1'], thirdParties: [], revealsProtectedSource: false, location: 'reveals' },
        ],
      },
    ],
  });
  expect(decide(request, facts('involvement')).entitled).toBe(true);
  expect(decide(request, facts('consent'))).toMatchObject({ entitled: false, reasons: [{ code: 'NO_AGREEMENT' }] });
});

it('arbitrary worlds are worth deciding: some show something, some do not', () => {
  const outcomes = fc
    .sample(world(true), 1000)
    .map(({ request, facts }) => answerOf(decide(request, facts)))
    .map((answer) => (answer === undefined ? '404' : answer.items.length > 0 ? 'some' : 'none'));
  const share = (what: string) => outcomes.filter((one) => one === what).length / outcomes.length;
  expect(Math.min(share('404'), share('some'), share('none'))).toBeGreaterThan(0.1);
});

describe('one fact more against sharing never shows more', () => {
  const narrowings: Readonly<Record<string, fc.Arbitrary<(facts: Facts) => Facts>>> = {
    'a withdrawal': fc.nat().map((n) => (facts) => ({
      ...facts,
      consents: facts.consents.map((one, at) => (at === n % facts.consents.length ? { ...one, withdrawn: true } : one)),
    })),
    'all of a grantor’s consents withdrawn': fc.constantFrom('mother', 'father', 'child').map((grantor) => (facts) => ({
      ...facts,
      consents: facts.consents.map((one) => (one.grantor === grantor ? { ...one, withdrawn: true } : one)),
    })),
    'a refusal': arbitraryConsent.map((one) => (facts) => ({
      ...facts,
      consents: [...facts.consents, { ...one, decision: 'refuse' }],
    })),
    'a restriction on a person': fc.tuple(arbitraryRestriction, fc.nat()).map(([one, n]) => (facts) => ({
      ...facts,
      people: facts.people.map((person, at) =>
        at === n % facts.people.length ? { ...person, restrictions: [...person.restrictions, one] } : person,
      ),
    })),
    'a restriction on an item': fc.tuple(arbitraryRestriction, fc.nat()).map(([one, n]) => (facts) => ({
      ...facts,
      items: facts.items.map((item, at) =>
        at === n % facts.items.length ? { ...item, restrictions: [...item.restrictions, one] } : item,
      ),
    })),
    'a suspended agency': fc.constantFrom('care', 'school', 'health').map((id) => (facts) => ({
      ...facts,
      agencies: facts.agencies.map((one) => (one.id === id ? { ...one, status: 'suspended' } : one)),
    })),
    'the end of an agreement': fc.constantFrom('a', 'b').map((id) => (facts) => ({
      ...facts,
      agreements: facts.agreements.map((one) => (one.id === id ? { ...one, status: 'not-in-force' } : one)),
    })),
    'a conflict of interest': fc.constantFrom('child', 'teen').map((id) => (facts) => ({
      ...facts,
      people: facts.people.map((one) =>
        one.id === id ? { ...one, conflicts: [...one.conflicts, { worker: 'w1', kind: 'declared' }] } : one,
      ),
    })),
    'a harm finding': arbitraryHarmFinding.map((one) => (facts) => ({
      ...facts,
      people: facts.people.map((person) => ({ ...person, harmFindings: [...person.harmFindings, one] })),
    })),
    'a person forgotten': fc.constantFrom('child', 'teen', 'mother', 'father').map((id) => (facts) => ({
      ...facts,
      people: facts.people.filter((person) => person.id !== id),
    })),
  };

  it.each(Object.entries(narrowings))('%s', (_name, narrowing) => {
    fc.assert(
      fc.property(world(false), narrowing, ({ request, facts }, narrow) => {
        expect(more(decide(request, facts), decide(request, narrow(facts)))).toEqual([]);
      }),
      often,
    );
  });
});

it.each(RULES.map(({ id }) => id))('when the rule %s throws, nothing more is shown', (id) => {
  const broken = decideWith(
    RULES.map((rule) =>
      rule.id === id
        ? {
            ...rule,
            judge: () => {
              throw new Error('broken');
            },
          }
        : rule,
    ),
  );
  fc.assert(
    fc.property(world(false), ({ request, facts }) => {
      expect(more(decide(request, facts), broken(request, facts))).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

it('facts that cannot be read deny', () => {
  fc.assert(
    fc.property(world(false), ({ request, facts }) => {
      const unreadable: Facts = {
        ...facts,
        get agreements(): never {
          throw new Error('cannot be read');
        },
      };
      const decision = decide(request, unreadable);
      expect(decision).toMatchObject({ entitled: false, outcome: 'deny', reasons: [{ code: 'RULE_FAILED' }] });
    }),
    { numRuns: 20 },
  );
});

describe('what is omitted leaves no trace in the answer', () => {
  const without = (facts: Facts, gone: ReadonlySet<string>): Facts => ({
    ...facts,
    items: facts.items.filter(({ id }) => !gone.has(id)),
  });
  const omittedOf = ({ items }: Decision) => items.filter(({ outcome }) => outcome === 'omit').map(({ item }) => item);

  it('of one item, of all of them, and of a whole agency’s', () => {
    fc.assert(
      fc.property(world(true), fc.constantFrom('care', 'school', 'health'), ({ request, facts }, source) => {
        const decision = decide(request, facts);
        const answer = answerOf(decision);
        const omitted = omittedOf(decision);
        const ofAgency = omitted.filter((id) => facts.items.find((item) => item.id === id)?.source === source);
        for (const gone of [omitted, ofAgency, ...omitted.map((id) => [id])]) {
          expect(answerOf(decide(request, without(facts, new Set(gone))))).toEqual(answer);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('of an omitted passage beside a visible one', () => {
    fc.assert(
      fc.property(world(true), ({ request, facts }) => {
        const decision = decide(request, facts);
        const hidden = new Set(
          decision.items
            .filter(({ outcome }) => outcome !== 'omit')
            .flatMap(({ item, passages }) =>
              passages.filter(({ outcome }) => outcome === 'omit').map(({ passage }) => `${item}/${passage}`),
            ),
        );
        const items = facts.items.map((item) => ({
          ...item,
          passages: item.passages.filter(({ id }) => !hidden.has(`${item.id}/${id}`)),
        }));
        const asked = (item: Facts['items'][number]) =>
          item.passages.some(({ subjects }) => subjects.some((id) => request.subjects.includes(id)));
        fc.pre(items.every((item, at) => asked(item) === asked(facts.items[at]!)));
        expect(answerOf(decide(request, { ...facts, items }))).toEqual(answerOf(decision));
      }),
      often,
    );
  });
});

it('the order of facts means nothing', () => {
  const reversed = <T>(list: readonly T[]): readonly T[] => [...list].reverse();
  const turned = (facts: Facts): Facts => ({
    ...facts,
    agencies: reversed(facts.agencies),
    agreements: reversed(facts.agreements).map((one) => ({ ...one, flows: reversed(one.flows) })),
    people: reversed(facts.people).map((one) => ({
      ...one,
      competence: reversed(one.competence),
      parentalResponsibility: reversed(one.parentalResponsibility),
      household: reversed(one.household),
    })),
    consents: reversed(facts.consents),
    items: reversed(facts.items).map((item) => ({
      ...item,
      labels: reversed(item.labels),
      passages: item.passages.map((passage) => ({ ...passage, subjects: reversed(passage.subjects) })),
    })),
  });
  fc.assert(
    fc.property(world(true), ({ request, facts }) => {
      const asked: Request = { ...request, subjects: reversed(request.subjects) };
      expect(decide(asked, turned(facts))).toEqual(decide(request, facts));
    }),
    often,
  );
});

it('decides the same twice, and changes nothing that it was handed', () => {
  fc.assert(
    fc.property(world(true), ({ request, facts }) => {
      freeze([request, facts]);
      expect(decide(request, facts)).toEqual(decide(request, facts));
    }),
  );
});

it('an override never opens a hard bar or a protected address', () => {
  const isBar = ({ stage, code }: { stage: number; code: string }) => stage === 1 || code === 'LOCATION_UNREVIEWED';
  fc.assert(
    fc.property(world(false), ({ request, facts }) => {
      const { override: _override, ...plainly } = request;
      const barred = decide(plainly, facts).items.flatMap(({ item, passages }) =>
        passages.filter(({ reasons }) => reasons.some(isBar)).map(({ passage }) => `${item}/${passage}`),
      );
      const opened = shown(decide({ ...request, override: 'o1' }, facts));
      expect(barred.filter((passage) => opened.get(passage) !== 0)).toEqual([]);
    }),
    often,
  );
});

it('a safeguarding duty with a ground is never refused for want of consent', () => {
  fc.assert(
    fc.property(world(false), ({ request, facts }) => {
      const decision = decide({ ...request, ground: { kind: 'typed' } }, facts);
      const duty = decision.gates.filter(
        ({ agreement, flow }) =>
          facts.agreements.find(({ id }) => id === agreement)?.flows.find(({ number }) => number === flow)?.route ===
          'duty',
      );
      const stalled = duty.filter(
        ({ outcome, reasons }) => outcome !== 'permit' && reasons.some(({ stage }) => stage === 5),
      );
      expect(stalled).toEqual([]);
    }),
    often,
  );
});

it('a version that was never released does not decide', () => {
  const [{ request, facts }] = fc.sample(world(false), 1) as [{ request: Request; facts: Facts }];
  expect(decide(request, facts).policy).toBe(CURRENT);
  expect(() => decide(request, facts, 'v0')).toThrow('no policy version');
  expect(() => decide(request, facts, 'toString')).toThrow('no policy version');
});

it('the flows in force to an agency are those that could permit', () => {
  fc.assert(
    fc.property(world(true), ({ request, facts }) => {
      const flows = flowsInForce(facts, request.agency, request.at);
      expect(flows.every(({ flow }) => flow.to === request.agency)).toBe(true);
      const known = new Set(flows.map(({ agreement, flow }) => `${agreement}/${flow.number}`));
      const used = decide(request, facts).gates.map(({ agreement, flow }) => `${agreement}/${flow}`);
      expect(used.filter((one) => !known.has(one))).toEqual([]);
    }),
  );
});

it('the tables of the policy agree with the code systems of today', () => {
  const quiet = Object.entries(CATEGORIES)
    .filter(([, { reveals }]) => !reveals)
    .map(([code]) => code as Category);
  const people = Object.entries(PURPOSES)
    .filter(([, { identifiable }]) => identifiable)
    .map(([code]) => code as Purpose);
  expect([...NOT_REVEALING].sort()).toEqual(quiet.sort());
  expect([...IDENTIFIABLE].sort()).toEqual(people.sort());
  expect([...SENSITIVE].sort()).toEqual([...SENSITIVE_LABELS].sort());
});

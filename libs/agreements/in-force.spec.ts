import fc from 'fast-check';
import { fold } from '@hub/eventsourcing';
import {
  agreement,
  agreementFacts,
  agreementStatus,
  concernedBy,
  inForceAt,
  reviewOverdue,
  type Agreement,
  type AgreementEvent,
  type Terms,
} from './index.js';

const agreementId = 'a1';
const by = 'council';

/** The first of a month of 2026. */
const month = (number: number): string => `2026-${String(number).padStart(2, '0')}-01T00:00:00.000Z`;

interface Plan {
  readonly parties?: readonly string[];
  readonly starts: number;
  readonly ends?: number;
  /** The month in which each party signs; a party that is missing does not. */
  readonly signs: Readonly<Record<string, number>>;
}

const parties = ['council', 'school'];
const termsOf = (plan: Plan): Terms => ({
  title: 'Early help',
  kind: 'sharing',
  parties: plan.parties ?? parties,
  startsOn: month(plan.starts),
  ...(plan.ends === undefined ? {} : { endsOn: month(plan.ends) }),
  reviewOn: month(6),
  flows: [],
  clauses: {},
});

const historyOf = (plans: readonly Plan[]): readonly AgreementEvent[] =>
  plans.flatMap((plan, index): AgreementEvent[] => {
    const version = index + 1;
    return [
      {
        type: version === 1 ? 'AgreementDrafted' : 'AgreementAmended',
        data: { agreementId, version, terms: termsOf(plan), by },
      },
      { type: 'AgreementProposed', data: { agreementId, version, gaps: [], by } },
      ...Object.entries(plan.signs).map(([agencyId, at]): AgreementEvent => ({
        type: 'AgreementSigned',
        data: {
          agreementId,
          version,
          agencyId,
          signatory: 'w1',
          capacity: 'senior-information-risk-owner',
          at: month(at),
        },
      })),
    ];
  });

const after = (history: readonly AgreementEvent[]): Agreement => fold(agreement, history).get(agreementId)!;
const inForce = (history: readonly AgreementEvent[], at: number): number | undefined =>
  inForceAt(after(history), month(at))?.number;

const both = (at: number) => ({ council: at, school: at });
const suspended: AgreementEvent = { type: 'AgreementSuspended', data: { agreementId, reason: 'breach', by } };
const suspendedBySchool: AgreementEvent = {
  type: 'AgreementSuspended',
  data: { agreementId, reason: 'breach', by: 'school' },
};
const resumed: AgreementEvent = { type: 'AgreementResumed', data: { agreementId, reason: 'put-right', by } };
const ended: AgreementEvent = { type: 'AgreementEnded', data: { agreementId, reason: 'no-longer-needed', by } };

describe('the version in force', () => {
  it('is none before every party has signed and the start has come', () => {
    expect(inForce(historyOf([{ starts: 3, signs: { council: 1 } }]), 12)).toBeUndefined();
    expect(inForce(historyOf([{ starts: 3, signs: both(1) }]), 2)).toBeUndefined();
    expect(inForce(historyOf([{ starts: 3, signs: both(1) }]), 3)).toBe(1);
    expect(inForce(historyOf([{ starts: 3, signs: { council: 1, school: 5 } }]), 4)).toBeUndefined();
    expect(inForce(historyOf([{ starts: 3, signs: { council: 1, school: 5 } }]), 5)).toBe(1);
  });

  it('is none from the end date on', () => {
    const history = historyOf([{ starts: 1, ends: 9, signs: both(1) }]);
    expect(inForce(history, 8)).toBe(1);
    expect(inForce(history, 9)).toBeUndefined();
  });

  it('stays the older one while the newer is unsigned or yet to start', () => {
    const older = { starts: 1, signs: both(1) };
    expect(inForce(historyOf([older, { starts: 2, signs: { school: 2 } }]), 12)).toBe(1);
    expect(inForce(historyOf([older, { starts: 6, signs: both(2) }]), 5)).toBe(1);
    expect(inForce(historyOf([older, { starts: 6, signs: both(2) }]), 6)).toBe(2);
  });

  it('needs the signatures of its own parties, not of those before', () => {
    const newer = { parties: ['council', 'police'], starts: 2, signs: { council: 3, police: 4 } };
    expect(inForce(historyOf([{ starts: 1, signs: both(1) }, newer]), 4)).toBe(2);
  });

  it('does not fall back to an older one when the newer has run out', () => {
    const history = historyOf([
      { starts: 1, signs: both(1) },
      { starts: 2, ends: 4, signs: both(2) },
    ]);
    expect(inForce(history, 3)).toBe(2);
    expect(inForce(history, 5)).toBeUndefined();
  });

  it('is none while any party has it suspended, and for good once it is ended', () => {
    const history = historyOf([{ starts: 1, signs: both(1) }]);
    expect(inForce([...history, suspended], 12)).toBeUndefined();
    expect(inForce([...history, suspended, suspendedBySchool, resumed], 12)).toBeUndefined();
    expect(inForce([...history, suspended, resumed], 12)).toBe(1);
    expect(inForce([...history, ended], 12)).toBeUndefined();
  });
});

it('concerns the parties of the version that binds, and of every later one', () => {
  const concerned = (history: readonly AgreementEvent[], at: number) =>
    [...concernedBy(after(history), month(at))].sort();
  const first = { starts: 1, signs: both(2) };
  const wider = { parties: ['council', 'police', 'school'], starts: 6, signs: { ...both(3), police: 3 } };
  expect(concerned(historyOf([first]), 1)).toEqual(['council', 'school']);
  expect(concerned(historyOf([first, wider]), 2)).toEqual(['council', 'police', 'school']);
  expect(concerned(historyOf([wider, first]), 12)).toEqual(['council', 'school']);
});

describe('the facts about agreements', () => {
  const history = historyOf([
    { starts: 1, signs: both(2) },
    { starts: 6, ends: 9, signs: both(4) },
    { starts: 7, signs: { council: 5 } },
  ]);
  const facts = (more: readonly AgreementEvent[] = [], at?: string) =>
    agreementFacts(fold(agreement, [...history, ...more]), at).map(({ version, status, period }) => ({
      version,
      status,
      period,
    }));

  it('give every signed version the period in which it binds', () => {
    expect(facts()).toEqual([
      { version: 1, status: 'in-force', period: { from: month(2), until: month(6) } },
      { version: 2, status: 'in-force', period: { from: month(6), until: month(9) } },
    ]);
    expect(facts([], month(6)).map(({ version }) => version)).toEqual([2]);
    expect(facts([], month(1))).toEqual([]);
  });

  it('keep a version that had run out before all had signed it: it has replaced the one before it', () => {
    const late = historyOf([
      { starts: 1, signs: both(1) },
      { starts: 1, ends: 3, signs: both(5) },
    ]);
    const kept = agreementFacts(fold(agreement, late)).map(({ version, period }) => ({ version, period }));
    expect(kept).toEqual([
      { version: 1, period: { from: month(1), until: month(5) } },
      { version: 2, period: { from: month(5), until: month(3) } },
    ]);
  });

  it('say that nothing is in force once it is suspended or ended', () => {
    for (const stop of [suspended, ended])
      expect(new Set(facts([stop]).map(({ status }) => status))).toEqual(new Set(['not-in-force']));
  });

  const plan = fc.record(
    {
      starts: fc.integer({ min: 1, max: 12 }),
      ends: fc.integer({ min: 1, max: 12 }),
      signs: fc.dictionary(fc.constantFrom(...parties), fc.integer({ min: 1, max: 12 }), { minKeys: 1 }),
    },
    { requiredKeys: ['starts', 'signs'] },
  );

  it('let exactly the right version be in force at every instant', () => {
    /** The rule, read straight from the page. */
    const naive = (plans: readonly Plan[], at: number): number | undefined => {
      for (let index = plans.length - 1; index >= 0; index -= 1) {
        const { starts, ends, signs } = plans[index]!;
        if (parties.every((party) => (signs[party] ?? 99) <= at) && starts <= at)
          return ends !== undefined && ends <= at ? undefined : index + 1;
      }
      return undefined;
    };
    fc.assert(
      fc.property(fc.array(plan, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 12 }), (plans, at) => {
        const agreements = fold(agreement, historyOf(plans as Plan[]));
        const expected = naive(plans, at);
        const current = agreementFacts(agreements, month(at)).map(({ version }) => version);
        expect(current).toEqual(expected === undefined ? [] : [expected]);
        expect(inForceAt(agreements.get(agreementId)!, month(at))?.number).toBe(expected);
      }),
    );
  });
});

describe('where an agreement stands', () => {
  const status = (history: readonly AgreementEvent[], at = 12) => agreementStatus(after(history), month(at));
  const signedByAll = historyOf([{ starts: 3, ends: 9, signs: both(1) }]);

  it('is told in one word', () => {
    expect(status(signedByAll.slice(0, 1))).toBe('draft');
    expect(status(signedByAll.slice(0, 3))).toBe('in-signature');
    expect(status(signedByAll, 2)).toBe('signed');
    expect(status(signedByAll, 3)).toBe('in-force');
    expect(status(signedByAll, 9)).toBe('expired');
    expect(status([...signedByAll, suspended], 3)).toBe('suspended');
    expect(status([...signedByAll, suspended, ended], 3)).toBe('ended');
  });
});

describe('a review date that has passed', () => {
  const history = historyOf([{ starts: 1, signs: both(1) }]);
  const overdue = (more: readonly AgreementEvent[], at: number) =>
    reviewOverdue(after([...history, ...more]), month(at));
  const reviewed: AgreementEvent = { type: 'AgreementReviewed', data: { agreementId, reviewOn: month(10), by } };

  it('is named, and ends nothing', () => {
    expect(overdue([], 5)).toBe(false);
    expect(overdue([], 6)).toBe(true);
    expect(inForce(history, 6)).toBe(1);
  });

  it('is moved by a review, and of no interest once the agreement has ended', () => {
    expect(overdue([reviewed], 9)).toBe(false);
    expect(overdue([reviewed], 10)).toBe(true);
    expect(overdue([ended], 12)).toBe(false);
  });
});

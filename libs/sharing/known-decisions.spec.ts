import fc from 'fast-check';
import { decide } from './decide.js';
import { holdsUntil, knownDecisions } from './known-decisions.js';
import type { Facts, Request } from './language.js';
import { arbitraryFacts, arbitraryRequest, AT } from './testing/index.js';

const MINUTE = 60_000;
/** Days, hours and minutes apart: within a day, across midnight, and at the instants that arbitrary facts name. */
const later = fc
  .tuple(fc.constantFrom(0, 1, 4, 5, 300), fc.constantFrom(0, 1, 11, 12, 13), fc.constantFrom(0, 1, 59))
  .map(([days, hours, minutes]) => ((days * 24 + hours) * 60 + minutes) * MINUTE);
const laterThan = (at: string, milliseconds: number): string => new Date(Date.parse(at) + milliseconds).toISOString();
const moment = fc
  .tuple(fc.constantFrom(0, 1, 5, 9, 10, 13, 14), fc.constantFrom(0, 13))
  .map(([days, hours]) => laterThan('2026-06-01T00:00:00.000Z', (days * 24 + hours) * 60 * MINUTE));

/** Facts about people who have their thirteenth, sixteenth or eighteenth birthday about then. */
const facts = fc
  .record({
    facts: arbitraryFacts({ tails: true }),
    born: fc.constantFrom(2008, 2010, 2013),
    day: fc.constantFrom(2, 6, 11, 15),
  })
  .map(({ facts: some, born, day }): Facts => {
    const dateOfBirth = `${born}-06-${String(day).padStart(2, '0')}`;
    return { ...some, people: some.people.map((person) => ({ ...person, dateOfBirth })) };
  });
const asked = fc.record({ request: arbitraryRequest, facts, from: moment, later });

it('the same facts are decided alike until an instant that they name, or midnight', () => {
  let held = 0;
  fc.assert(
    fc.property(asked, ({ request, facts, from, later: wait }) => {
      const at = laterThan(from, wait);
      if (at >= holdsUntil(facts, from)) return;
      held += 1;
      expect(decide({ ...request, at }, facts)).toEqual(decide({ ...request, at: from }, facts));
    }),
    { numRuns: 2_000 },
  );
  expect(held).toBeGreaterThan(100);
});

it('a known decision is the one that would be made', () => {
  const known = knownDecisions();
  let looked = 0;
  fc.assert(
    fc.property(asked, fc.array(later, { minLength: 2, maxLength: 5 }), ({ request, facts, from }, waits) => {
      for (const wait of waits) {
        const now = { ...request, at: laterThan(from, wait) };
        const { decision, told } = known(now, facts);
        if (told && known(now, facts).told === told) looked += 1;
        expect(decision).toEqual(decide(now, facts));
      }
    }),
    { numRuns: 500 },
  );
  expect(looked).toBeGreaterThan(100);
});

const NOTHING: Facts = { agencies: [], agreements: [], people: [], consents: [], overrides: [], items: [], heads: {} };
const request: Request = {
  agency: 'school',
  worker: 'w',
  role: 'lead',
  action: 'view',
  subjects: [],
  at: AT,
  channel: 'api',
};
const naming = (...openedAt: readonly string[]): Facts => ({
  ...NOTHING,
  overrides: openedAt.map((at) => ({
    id: at,
    agency: 'school',
    worker: 'w',
    subjects: [],
    openedAt: at,
    expiresAt: '2030-01-01T00:00:00.000Z',
    closed: false,
  })),
});

it.each([
  ['midnight', naming(), '2026-06-16T00:00:00.000Z'],
  [
    'the next instant that the facts name',
    naming('2026-06-15T13:00:00.000Z', '2026-06-15T12:30:00.000Z'),
    '2026-06-15T12:30:00.000Z',
  ],
  ['now, where the facts name it', naming(AT), AT],
  [
    'midnight, whatever the facts name before and after',
    naming('2026-06-15T11:59:59.999Z', '2026-06-17T12:00:00.000Z'),
    '2026-06-16T00:00:00.000Z',
  ],
])('a decision holds until %s', (_, facts, until) => {
  expect(holdsUntil(facts, AT)).toBe(until);
});

it.each(['agencies', 'agreements', 'people', 'consents', 'overrides', 'items'] as const)(
  'a decision holds until the next instant that is named anywhere in %s',
  (part) => {
    const says = (...texts: readonly string[]): Facts => ({
      ...NOTHING,
      [part]: [{ id: 'one' }, { parts: [{ texts }] }],
    });
    const [before, next, after] = ['2026-06-15T11:59:59.999Z', '2026-06-15T12:30:00.000Z', '2026-06-15T13:00:00.000Z'];
    expect(holdsUntil(says('words', after, before, next), AT)).toBe(next);
    expect(holdsUntil(says(next, AT, before), AT)).toBe(AT);
    expect(holdsUntil(says('2026-06-17', before), AT)).toBe('2026-06-16T00:00:00.000Z');
  },
);

it('is made afresh for other facts that say the same, another request, and an earlier time', () => {
  const known = knownDecisions();
  const nothing = naming();
  const { decision } = known(request, nothing);
  expect(known({ ...request, at: '2026-06-15T23:59:59.999Z' }, nothing).decision).toBe(decision);
  expect(known({ ...request, at: '2026-06-15T11:00:00.000Z' }, nothing).decision).not.toBe(decision);
  const again = known(request, nothing).decision;
  expect(known(request, naming()).decision).not.toBe(again);
  expect(known({ ...request, worker: 'w2' }, nothing).decision).not.toBe(again);
});

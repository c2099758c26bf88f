import fc from 'fast-check';
import { answerOf, decide } from './decide.js';
import type { ConsentFacts, Decision, Facts, Label, PersonFacts, Request } from './language.js';
import { arbitraryConsent, AT } from './testing/index.js';

const EVER = { from: '2020-01-01T00:00:00.000Z' };
const LABELS: readonly Label[] = ['N', 'MH'];

const request: Request = {
  agency: 'school',
  worker: 'w1',
  role: 'lead',
  action: 'view',
  subjects: ['child', 'teen'],
  purpose: 'early-help',
  at: AT,
  channel: 'api',
};

const person = (id: string, terms: Partial<PersonFacts> = {}): PersonFacts => ({
  id,
  dateOfBirth: '2016-01-01',
  parentalResponsibility: ['mother', 'father'].map((holder) => ({ holder, period: EVER, disputes: [] })),
  competence: [],
  restrictions: [],
  involvements: [{ agency: 'school', workers: ['w1'], period: EVER }],
  conflicts: [],
  harmFindings: [],
  household: [],
  ...terms,
});

const note = (id: string, subject: string, label: Label): Facts['items'][number] => ({
  id,
  kind: 'case-note',
  category: 'support-work',
  source: 'care',
  stream: `note-${id}`,
  revision: 0,
  effectiveAt: '2026-06-01T00:00:00.000Z',
  labels: [label],
  passages: [{ id: 'p1', subjects: [subject], thirdParties: [], revealsProtectedSource: false, location: 'checked' }],
  restrictions: [],
});

const agency = (id: string): Facts['agencies'][number] => ({
  id,
  sector: 'council',
  status: 'active',
  roles: [{ code: 'lead', reach: 'agency' }],
  powers: [],
});

/** A child of ten and a competent teenager, a label or two, and a flow that stands on consent alone. */
const facts = (consents: readonly ConsentFacts[], disputed: readonly string[]): Facts => ({
  agencies: [agency('school'), agency('care')],
  agreements: [
    {
      id: 'a',
      version: 1,
      parties: ['school', 'care'],
      status: 'in-force',
      period: EVER,
      flows: [
        {
          number: 1,
          categories: ['support-work'],
          from: 'care',
          to: 'school',
          roles: ['lead'],
          purposes: ['early-help'],
          route: 'consent',
          basis: { article6: 'a' },
          consentRequired: true,
          labels: LABELS,
          onward: [],
        },
      ],
    },
  ],
  people: [
    person('child', {
      parentalResponsibility: ['mother', 'father'].map((holder) => ({
        holder,
        period: EVER,
        disputes: disputed.includes(holder) ? [EVER] : [],
      })),
    }),
    person('teen', { dateOfBirth: '2009-01-01' }),
  ],
  consents,
  overrides: [],
  items: ['child', 'teen'].flatMap((subject) => LABELS.map((label) => note(`${subject}-${label}`, subject, label))),
  heads: {},
});

const RANK = { omit: 0, mask: 1, permit: 2 };
const shown = ({ items }: Decision) => items.map(({ passages }) => RANK[passages[0]!.outcome]);
const more = (before: Decision, after: Decision): boolean => {
  const was = shown(before);
  return shown(after).some((rank, at) => rank > was[at]!);
};

const consents = fc.uniqueArray(arbitraryConsent, { minLength: 1, maxLength: 5, selector: ({ id }) => id });
const disputed = fc.subarray(['mother', 'father']);
const thorough = { numRuns: 1000 };

it('withdrawing any one record, a refusal included, never shows more', () => {
  fc.assert(
    fc.property(consents, disputed, fc.nat(), (given, inDispute, n) => {
      const after = given.map((one, at) => (at === n % given.length ? { ...one, withdrawn: true } : one));
      expect(more(decide(request, facts(given, inDispute)), decide(request, facts(after, inDispute)))).toBe(false);
    }),
    thorough,
  );
});

it('withdrawing everything that a grantor has said never shows more', () => {
  fc.assert(
    fc.property(consents, disputed, fc.constantFrom('mother', 'father', 'teen'), (given, inDispute, grantor) => {
      const after = given.map((one) => (one.grantor === grantor ? { ...one, withdrawn: true } : one));
      expect(more(decide(request, facts(given, inDispute)), decide(request, facts(after, inDispute)))).toBe(false);
    }),
    thorough,
  );
});

it('a refusal more, or a dispute more, never shows more', () => {
  fc.assert(
    fc.property(consents, disputed, arbitraryConsent, (given, inDispute, refusal) => {
      const before = decide(request, facts(given, inDispute));
      const refused = decide(request, facts([...given, { ...refusal, decision: 'refuse' }], inDispute));
      expect(more(before, refused)).toBe(false);
      expect(more(before, decide(request, facts(given, ['mother', 'father'])))).toBe(false);
    }),
    thorough,
  );
});

it('nothing is shown of anybody about whom no permission is live', () => {
  fc.assert(
    fc.property(consents, disputed, (given, inDispute) => {
      const lifeless = given.filter(({ decision, withdrawn }) => decision === 'refuse' || withdrawn);
      expect(answerOf(decide(request, facts(lifeless, inDispute)))?.items).toEqual([]);
    }),
  );
});

it('what is shown relies on live permissions alone', () => {
  fc.assert(
    fc.property(consents, disputed, (given, inDispute) => {
      const { consents: reliedOn, outcome } = decide(request, facts(given, inDispute));
      fc.pre(outcome === 'permit' || outcome === 'partial');
      const records = given.filter(({ id }) => reliedOn.includes(id));
      expect(records.length).toBeGreaterThan(0);
      expect(records.every(({ decision, withdrawn }) => decision === 'permit' && !withdrawn)).toBe(true);
    }),
    thorough,
  );
});

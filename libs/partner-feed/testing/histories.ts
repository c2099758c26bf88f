import fc from 'fast-check';
import {
  aFamily,
  agreed,
  consented,
  flow,
  HEALTH,
  involved,
  joined,
  linked,
  noted,
  partnership,
  registered,
  SCHOOL,
  withdrawn,
  type FactEvent,
} from '@hub/facts/testing';
import type { Label } from '@hub/sharing';
import type { Happening } from './a-publisher.js';

const START = '2026-01-01T00:00:00.000Z';
const PEOPLE = ['c1', 'm1', 'c2'] as const;

/** The school works with two children; c2 is at first nobody's brother. */
export const BEGINNING: readonly Happening[] = [
  ...partnership(),
  ...agreed('other', [HEALTH, SCHOOL], [flow(1, ['behaviour'], { route: 'public-task', consentRequired: false })]),
  ...aFamily(),
  registered('c2', SCHOOL),
  involved('c2', SCHOOL),
];

type Step = (count: number) => readonly FactEvent[];

const ofNote = (id: string) => ({ noteId: id, agencyId: HEALTH });
const passage = (id: string, subjects: readonly string[], location: 'checked' | 'reveals' = 'checked') => ({
  ...{ id, subjects, thirdParties: [], revealsProtectedSource: false, location },
  text: { subjects, clear: 'words' },
});
const person = fc.constantFrom(...PEOPLE);
const noteId = fc.constantFrom('n1', 'n2');

/** What may happen; `count` makes ids that have not been used. */
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.subarray([...PEOPLE], { minLength: 1 }),
        fc.constantFrom('injury', 'behaviour', 'attendance'),
        // No flow names a sensitive label: such a note shows as a gap.
        fc.constantFrom<Label[][]>([], [], ['MH']),
      )
      .map(([subjects, category, labels]): Step => (count) => [
        noted(`n${String(count)}`, { category, labels, passages: [{ subjects, text: 'words' }] }),
      ]),
  },
  {
    weight: 2,
    arbitrary: noteId.map((id): Step => () => [
      {
        type: 'NoteCorrected',
        data: {
          ...ofNote(id),
          author: 'hv',
          because: { subjects: ['c1'], clear: 'x' },
          passages: [passage(`${id}.c`, ['c1'])],
        },
      },
    ]),
  },
  noteId.map((id): Step => (count) => [
    {
      type: 'NoteRestricted',
      data: {
        ...ofNote(id),
        restriction: {
          ...{ id: `r${String(count)}`, kind: 'court-order', custodians: [], workers: [] },
          period: { from: START },
        },
      },
    },
  ]),
  fc
    .tuple(noteId, fc.nat({ max: 30 }))
    .map(([id, r]): Step => () => [
      { type: 'NoteRestrictionLifted', data: { ...ofNote(id), restrictionId: `r${String(r)}`, at: START } },
    ]),
  noteId.map((id): Step => () => [
    { type: 'NoteMarkedInError', data: { ...ofNote(id), author: 'hv', because: { subjects: ['c1'], clear: 'x' } } },
  ]),
  {
    weight: 3,
    arbitrary: person.map((subject): Step => (count) => [
      consented(`k${String(count)}`, subject, 'm1', {
        effectiveAt: `2026-02-01T00:00:${String(count % 60).padStart(2, '0')}.000Z`,
      }),
    ]),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(person, fc.nat({ max: 30 }))
      .map(([subject, k]): Step => () => [withdrawn(subject, `k${String(k)}`)]),
  },
  person.map((personId): Step => (count) => [
    {
      type: 'RestrictionImposed',
      data: {
        personId,
        agencyId: HEALTH,
        restriction: {
          ...{ id: `p${String(count)}`, kind: 'protected-address', custodians: [], workers: [] },
          period: { from: START },
        },
      },
    },
  ]),
  fc
    .tuple(person, fc.nat({ max: 30 }))
    .map(([personId, r]): Step => () => [
      { type: 'RestrictionLifted', data: { personId, agencyId: HEALTH, restrictionId: `p${String(r)}`, at: START } },
    ]),
  fc.constantFrom('c1', 'c2').map((personId): Step => () => [
    {
      type: 'InvolvementEnded',
      data: { personId, agencyId: SCHOOL, involvementId: `${personId}-${SCHOOL}`, until: START },
    },
  ]),
  fc.constantFrom('c1', 'c2').map((personId): Step => () => [involved(personId, SCHOOL)]),
  person.map((personId): Step => () => [joined('f1', personId)]),
  fc.constant<Step>(() => linked('c1', 'c2', 'x1')),
  fc.constant<Step>(() => [{ type: 'MatchUndone', data: { matchId: 'x1', people: ['c1', 'c2'], steward: 's' } }]),
  fc.constant<Step>(() => [
    { type: 'AgreementSuspended', data: { agreementId: 'early-help', reason: 'other', by: HEALTH } },
  ]),
  fc.constant<Step>(() => [
    { type: 'AgreementResumed', data: { agreementId: 'early-help', reason: 'other', by: HEALTH } },
  ]),
);

/** Whether the two are one person after a step; `was` where it says nothing of that. */
const isMatched = (one: readonly FactEvent[], was: boolean): boolean =>
  one.some(({ type }) => type === 'MatchConfirmed') || (was && !one.some(({ type }) => type === 'MatchUndone'));

/** Of the steps those that can come one after the other: a match is confirmed where it is not yet. */
const possible = (steps: readonly (readonly FactEvent[])[]): readonly (readonly FactEvent[])[] => {
  let matched = false;
  return steps.filter((one) => {
    const was = matched;
    matched = isMatched(one, was);
    return matched !== was || !one.some(({ type }) => type.startsWith('Match'));
  });
};

/** What happens, one thing after another. */
export const history = fc
  .array(step, { maxLength: 14 })
  .map((steps): readonly (readonly FactEvent[])[] => possible(steps.map((one, index) => one(index + 1))));

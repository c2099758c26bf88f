import type { Item, Passage } from '../../language.js';
import { any } from './asking.js';
import { subjectOf } from './context.js';
import { custodianOf, someoneProtected } from './hard-bars.js';
import type { Context, Finding, RuleOf, Subject } from './rule.js';
import { LOCATIONS, NOT_REVEALING } from './tables.js';
import { inPeriod } from './time.js';

const safety = 'Domestic Abuse Act 2021; HM Courts practice on confidential addresses (form C8)';

const hidden = (c: Context, { restrictions }: Subject): boolean =>
  restrictions.some((one) => one.kind === 'protected-address' && !custodianOf(c, one));

/** Whose whereabouts a passage may tell. */
export const protectedRules: readonly RuleOf<'protected'>[] = [
  { id: 'subject-protected', stage: 1, cites: safety, asks: 'protected', judge: (c, subject) => hidden(c, subject) },
  {
    id: 'household-protected',
    stage: 1,
    cites: safety,
    asks: 'protected',
    judge: (c, { person }) =>
      person.household.some((id) => {
        const member = subjectOf(c, id);
        return member !== undefined && hidden(c, member);
      }),
  },
  {
    id: 'unknown-household-protected',
    stage: 1,
    cites: 'docs/policy.md: what is missing counts against sharing',
    asks: 'protected',
    judge: (c, { person }) => person.household.some((id) => subjectOf(c, id) === undefined),
  },
  {
    id: 'item-protected',
    stage: 1,
    cites: safety,
    asks: 'protected',
    judge: (c, _subject, { restrictions }) =>
      restrictions.some(
        (one) => one.kind === 'protected-address' && inPeriod(one.period, c.at) && !custodianOf(c, one),
      ),
  },
];

/** What tells where somebody is. */
export const revealingRules: readonly RuleOf<'reveals'>[] = [
  {
    id: 'passage-reveals-location',
    stage: 1,
    cites: safety,
    asks: 'reveals',
    judge: (_item, { location }) => location === 'reveals',
  },
  {
    id: 'label-reveals-location',
    stage: 1,
    cites: 'HL7 v3 ActCode LOCIS',
    asks: 'reveals',
    judge: ({ labels }) => labels.includes('LOCIS'),
  },
  {
    id: 'category-reveals-location',
    stage: 1,
    cites: safety,
    asks: 'reveals',
    judge: ({ category }, { location }) => location !== 'checked' && !NOT_REVEALING.has(category),
  },
  {
    id: 'address-is-location',
    stage: 1,
    cites: safety,
    asks: 'reveals',
    judge: ({ category }) => LOCATIONS.has(category),
  },
];

const reveals = (c: Context, item: Item, passage: Passage): boolean =>
  any(c.policy.reveals, (rule) => rule.judge(item, passage));

const PROTECTED_ADDRESS: Finding = { code: 'PROTECTED_ADDRESS' };
const LOCATION_UNREVIEWED: Finding = { code: 'LOCATION_UNREVIEWED' };

/** What hides a protected address from those who are not its custodians. */
export const protectedAddressRules: readonly RuleOf<'bar'>[] = [
  {
    id: 'protected-address',
    stage: 1,
    cites: safety,
    asks: 'bar',
    judge: (c, item, passage, subjects) =>
      someoneProtected(c, item, subjects) && reveals(c, item, passage) ? PROTECTED_ADDRESS : undefined,
  },
  {
    id: 'location-unreviewed',
    stage: 7,
    cites: `${safety}; DESIGN §3: unread passages go only to custodians until marked as checked`,
    asks: 'bar',
    judge: (c, item, passage, subjects) =>
      passage.location === 'unreviewed' && someoneProtected(c, item, subjects) && !reveals(c, item, passage)
        ? LOCATION_UNREVIEWED
        : undefined,
  },
];

import type { Custodian, Item, Passage, Restriction, RestrictionKind } from '../../language.js';
import { all, any, memoised } from './asking.js';
import { subjectOf } from './context.js';
import type { Context, Finding, RuleOf, Subject } from './rule.js';
import { inPeriod } from './time.js';

/** Whether the caller is a custodian of what the restriction hides. */
export const custodianOf = (c: Context, { custodians }: Restriction): boolean =>
  custodians.some((custodian) => all(c.policy.custodian, (rule) => rule.judge(c, custodian)));

const anyOr = (named: readonly string[], value: string | undefined): boolean =>
  named.length === 0 || (value !== undefined && named.includes(value));

/** Who is a custodian. */
export const custodianRules: readonly RuleOf<'custodian'>[] = [
  {
    id: 'custodian-agency',
    stage: 1,
    cites: 'The order’s or condition’s own list of who may hold it',
    asks: 'custodian',
    judge: ({ request }, { agency }: Custodian) => agency === request.agency,
  },
  {
    id: 'custodian-role',
    stage: 1,
    cites: 'The order’s or condition’s own list of who may hold it',
    asks: 'custodian',
    judge: ({ request }, { roles }) => anyOr(roles, request.role),
  },
  {
    id: 'custodian-purpose',
    stage: 1,
    cites: 'The order’s or condition’s own purposes; UK GDPR Art 5(1)(b)',
    asks: 'custodian',
    judge: ({ request }, { purposes }) => anyOr(purposes, request.purpose),
  },
];

/** Whether some restriction is on the item, or on somebody whom its passage is about. */
export const isRestricted = (item: Item, subjects: readonly Subject[]): boolean => {
  if (item.restrictions.length > 0) return true;
  for (const { restrictions } of subjects) if (restrictions.length > 0) return true;
  return false;
};

/** Whether a restriction of this kind reaches the item and passes the test. */
export const reaching = (
  c: Context,
  { item, subjects }: { readonly item: Item; readonly subjects: readonly Subject[] },
  kind: RestrictionKind,
  test: (restriction: Restriction) => boolean,
): boolean => {
  for (const restriction of item.restrictions) {
    if (restriction.kind === kind && inPeriod(restriction.period, c.at) && test(restriction)) return true;
  }
  return subjects.some(({ restrictions }) =>
    restrictions.some((one) => one.kind === kind && (one.categories?.includes(item.category) ?? true) && test(one)),
  );
};

const bar = (
  name: { readonly id: string; readonly cites: string; readonly kind: RestrictionKind; readonly code: string },
  hides: (c: Context, restriction: Restriction, item: Item) => boolean,
): RuleOf<'restriction'> => {
  const finding: Finding = { code: name.code };
  return {
    id: name.id,
    stage: 1,
    cites: name.cites,
    asks: 'restriction',
    judge: (c, item, _passage, subjects) =>
      reaching(c, { item, subjects }, name.kind, (restriction) => hides(c, restriction, item)) ? finding : undefined,
  };
};

const notCustodian = (c: Context, restriction: Restriction) => !custodianOf(c, restriction);

/** Stage 1, but for protected addresses. */
export const restrictionRules: readonly RuleOf<'restriction'>[] = [
  bar(
    {
      id: 'court-order',
      cites: 'Contempt; Children Act 1989 s.97; Administration of Justice Act 1960 s.12',
      kind: 'court-order',
      code: 'COURT_ORDER',
    },
    notCustodian,
  ),
  bar(
    { id: 'adoption', cites: 'Adoption and Children Act 2002 ss.56–65', kind: 'adoption', code: 'ADOPTION' },
    (c, restriction, item) =>
      (restriction.before === undefined || item.effectiveAt < restriction.before) && notCustodian(c, restriction),
  ),
  bar(
    {
      id: 'police-handling',
      cites: 'College of Policing, handling codes and conditions; MOPI',
      kind: 'police-handling',
      code: 'POLICE_HANDLING',
    },
    notCustodian,
  ),
  bar(
    {
      id: 'named-worker-exclusion',
      cites: 'Limited access offender practice (HMPPS): exclusion of a named member of staff',
      kind: 'named-worker-exclusion',
      code: 'WORKER_EXCLUDED',
    },
    (c, { workers }) => workers.includes(c.request.worker),
  ),
];

const SUBJECT_UNKNOWN: Finding = { code: 'SUBJECT_UNKNOWN' };
const NOT_ASKED_ABOUT: Finding = { code: 'NOT_ASKED_ABOUT' };
const asksAbout = (c: Context, { subjects }: Passage) => subjects.some((id) => c.asked.has(id));

/** Whom a passage is about, before anything else. */
export const presenceRules: readonly RuleOf<'presence'>[] = [
  {
    id: 'passage-about-somebody',
    stage: 0,
    cites: 'docs/policy.md: what is missing counts against sharing',
    asks: 'presence',
    judge: (_c, _item, { subjects }) => (subjects.length === 0 ? SUBJECT_UNKNOWN : undefined),
  },
  {
    id: 'passage-about-known-people',
    stage: 0,
    cites: 'docs/policy.md: what is missing counts against sharing',
    asks: 'presence',
    judge: (c, _item, { subjects }) =>
      subjects.every((id) => subjectOf(c, id) !== undefined) ? undefined : SUBJECT_UNKNOWN,
  },
  {
    id: 'item-asked-about',
    stage: 0,
    cites: 'UK GDPR Art 5(1)(c), data minimisation',
    asks: 'presence',
    judge: (c, { passages }) => (passages.some((passage) => asksAbout(c, passage)) ? undefined : NOT_ASKED_ABOUT),
  },
];

const asks = (c: Context, item: Item, subject: Subject): boolean =>
  any(c.policy.protected, (rule) => rule.judge(c, subject, item));

/** Whether some protected person's whereabouts are at stake, of whom the caller is no custodian. */
export const someoneProtected = (c: Context, item: Item, subjects: readonly Subject[]): boolean =>
  subjects.some((subject) =>
    item.restrictions.length > 0
      ? asks(c, item, subject)
      : memoised(c.protectedPeople, subject.id, () => asks(c, item, subject)),
  );

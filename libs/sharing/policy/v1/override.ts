import type { OverrideFacts, Passage } from '../../language.js';
import { all, any } from './asking.js';
import type { Context, Opening, RuleOf } from './rule.js';
import { OUTWARD } from './tables.js';

const accountability = 'NHS England, break-glass access and privacy alerts; WASPI: exceptional disclosure is reviewed';

/** When an override is open for a request. */
export const openOverrideRules: readonly RuleOf<'override-open'>[] = [
  {
    id: 'override-of-this-worker',
    stage: 9,
    cites: accountability,
    asks: 'override-open',
    judge: ({ request }, { worker }) => worker === request.worker,
  },
  {
    id: 'override-of-this-agency',
    stage: 9,
    cites: accountability,
    asks: 'override-open',
    judge: ({ request }, { agency }) => agency === request.agency,
  },
  {
    id: 'override-about-every-subject',
    stage: 9,
    cites: accountability,
    asks: 'override-open',
    judge: ({ request }, { subjects }) => request.subjects.every((subject) => subjects.includes(subject)),
  },
  {
    id: 'override-has-begun',
    stage: 9,
    cites: accountability,
    asks: 'override-open',
    judge: ({ at }, { openedAt }) => openedAt <= at,
  },
  {
    id: 'override-has-not-expired',
    stage: 9,
    cites: accountability,
    asks: 'override-open',
    judge: ({ at }, { expiresAt }) => at < expiresAt,
  },
  {
    id: 'override-not-closed',
    stage: 9,
    cites: accountability,
    asks: 'override-open',
    judge: (_c, { closed }) => !closed,
  },
  {
    id: 'override-not-outward',
    stage: 9,
    cites: 'DPA 2018 Sch 2 para 16: emergency access is for practitioners, never for telling somebody outside',
    asks: 'override-open',
    judge: ({ request }) => request.purpose !== undefined && !OUTWARD.has(request.purpose),
  },
];

/** How far into a passage an open override reaches. */
export const overrideReachRules: readonly RuleOf<'override-reaches'>[] = [
  {
    id: 'override-about-the-passage',
    stage: 9,
    cites: accountability,
    asks: 'override-reaches',
    judge: ({ subjects }, passage) => passage.subjects.every((subject) => subjects.includes(subject)),
  },
];

const opening = (what: Opening): RuleOf<'opens'> => ({
  id: `override-opens-${what}`,
  stage: 9,
  cites: 'docs/policy.md, stage 9; UK GDPR Art 6(1)(d), vital interests',
  asks: 'opens',
  judge: (asked) => asked === what,
});

/** What an override opens. */
export const openingRules: readonly RuleOf<'opens'>[] = (
  ['conflict', 'relationship', 'entry', 'out-of-force', 'no-flow', 'role', 'consent', 'harm', 'mask'] as const
).map(opening);

/** What an override leaves behind. */
export const overrideRules: readonly RuleOf<'override'>[] = [
  {
    id: 'override-is-never-silent',
    stage: 9,
    cites: accountability,
    asks: 'override',
    judge: () => ({ code: 'OVERRIDE_ACCEPTED', obligations: ['RECORD_REASON', 'ALERT', 'REVIEW_OVERRIDE'] }),
  },
];

/** The override that the request names, where it is open for it. */
export const openOverride = (c: Context): OverrideFacts | undefined =>
  c.request.override === undefined
    ? undefined
    : c.facts.overrides.find(
        (override) =>
          override.id === c.request.override && all(c.policy['override-open'], (rule) => rule.judge(c, override)),
      );

/** Whether the request's override is open and opens this. */
export const opens = (c: Context, what: Opening): boolean =>
  c.override !== undefined && any(c.policy.opens, (rule) => rule.judge(what));

/** Whether the request's override is open for this passage. */
export const overrideFor = (c: Context, passage: Passage): OverrideFacts | undefined => {
  const { override } = c;
  if (override === undefined) return undefined;
  return all(c.policy['override-reaches'], (rule) => rule.judge(override, passage)) ? override : undefined;
};

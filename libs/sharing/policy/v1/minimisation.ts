import type { RuleOf } from './rule.js';

/** Stage 3 for a flow: is the role among those that it names? */
export const roleRules: readonly RuleOf<'role'>[] = [
  {
    id: 'role-in-flow',
    stage: 3,
    cites: 'WASPI ISP, information reference table: the roles of the recipient',
    asks: 'role',
    judge: ({ request }, { roles }) => (roles.includes(request.role) ? undefined : { code: 'ROLE_NOT_IN_FLOW' }),
  },
];

/** Stage 8: only what the flow lists. */
export const listRules: readonly RuleOf<'listed'>[] = [
  {
    id: 'category-in-flow',
    stage: 8,
    cites: 'WASPI ISP, information reference table; UK GDPR Art 5(1)(c)',
    asks: 'listed',
    judge: ({ categories }, { category }) =>
      categories.includes(category) ? undefined : { code: 'NOT_IN_REFERENCE_TABLE' },
  },
];

/** Stage 8: only the newest so many. */
export const tailRules: readonly RuleOf<'tail'>[] = [
  {
    id: 'within-tail',
    stage: 8,
    cites: 'The flow’s own tail, e.g. NHS CP-IS: the last 25 attendances; UK GDPR Art 5(1)(c)',
    asks: 'tail',
    judge: ({ mostRecent }, counted) =>
      mostRecent !== undefined && counted >= mostRecent ? { code: 'BEYOND_TAIL' } : undefined,
  },
];

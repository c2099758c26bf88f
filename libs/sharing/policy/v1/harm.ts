import type { RuleOf } from './rule.js';

/** Stage 6: would disclosure be more detrimental to the child than not disclosing? */
export const harmRules: readonly RuleOf<'harm'>[] = [
  {
    id: 'harm-finding',
    stage: 6,
    cites: 'DPA 2018 Sch 3 para 2, serious harm test; Information sharing advice: in the child’s best interests',
    asks: 'harm',
    judge: (c, { person }, category) =>
      person.harmFindings.some(
        ({ at, categories, recipients }) =>
          at <= c.at && (categories?.includes(category) ?? true) && (recipients?.includes(c.request.agency) ?? true),
      )
        ? { code: 'HARM_FINDING', obligations: ['REVIEW_DECLINED'], verdict: 'declined' }
        : undefined,
  },
];

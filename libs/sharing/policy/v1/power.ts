import type { Flow } from '../../language.js';
import { any, every, first, failureOf, obligationsOf, once, onceEach, reasonsOf } from './asking.js';
import type { Context, Found, Power, RuleOf } from './rule.js';
import { IDENTIFIABLE } from './tables.js';

const goldenRules =
  'HM Government, Information sharing advice for safeguarding practitioners (2024), golden rules 1 to 3';

/** What lets the ground be met: stated in the request, or the scheme itself. */
const hasGround = (c: Context, { scheme }: Flow): boolean =>
  c.request.ground !== undefined || scheme?.isGround === true;

/** Stage 4, whatever the flow: may this purpose see a person? */
export const personRules: readonly RuleOf<'person-seen'>[] = [
  {
    id: 'purpose-identifiable',
    stage: 4,
    cites: 'Caldicott principles 1 to 4; UK GDPR Art 89(1)',
    asks: 'person-seen',
    judge: ({ request }) =>
      request.purpose !== undefined && IDENTIFIABLE.has(request.purpose)
        ? undefined
        : { code: 'PURPOSE_NOT_IDENTIFIABLE', obligations: ['OFFER_AGGREGATE'] },
  },
];

/** Whether this purpose may see a person: what failed, if not. */
export const personSeen = (c: Context): Found | undefined => first(c.policy['person-seen'], (rule) => rule.judge(c));

/** Stage 4: does this body have this power for this purpose? */
export const powerRules: readonly RuleOf<'power'>[] = [
  {
    id: 'gateway-held',
    stage: 4,
    cites: 'A public body acts within its powers; the flow’s statutory gateway, e.g. Children Act 2004 s.11',
    asks: 'power',
    judge: ({ agencies, request }, { basis }) =>
      basis.gateway === undefined || agencies.get(request.agency)?.powers.includes(basis.gateway) === true
        ? undefined
        : { code: 'POWER_MISSING' },
  },
  {
    id: 'duty-has-ground',
    stage: 4,
    cites: 'Children Act 1989 ss.17, 47; Working Together to Safeguard Children',
    asks: 'power',
    judge: (c, flow) => (flow.route === 'duty' && !hasGround(c, flow) ? { code: 'GROUND_MISSING' } : undefined),
  },
];

/** What the power leaves to be said and done. */
export const basisRules: readonly RuleOf<'basis'>[] = [
  {
    id: 'safeguarding-duty',
    stage: 4,
    cites: goldenRules,
    asks: 'basis',
    judge: (_c, { route }) =>
      route === 'duty' ? { code: 'CONSENT_NOT_REQUIRED_SAFEGUARDING', obligations: ['RECORD_REASON'] } : undefined,
  },
  {
    id: 'informing-unsafe',
    stage: 4,
    cites: 'Golden rule 2; GMC, Protecting children and young people, paras 34–35',
    asks: 'basis',
    judge: ({ request }, { route }) =>
      route === 'duty' && request.ground?.informUnsafe === true
        ? { code: 'SAFEGUARDING_INFORM_UNSAFE', obligations: ['DO_NOT_INFORM'] }
        : undefined,
  },
  {
    id: 'inform-the-family',
    stage: 4,
    cites: 'Golden rule 2: be open and honest, unless it is unsafe',
    asks: 'basis',
    judge: ({ request }, { route }) =>
      route === 'duty' && request.ground?.informUnsafe !== true ? { obligations: ['INFORM_UNLESS_UNSAFE'] } : undefined,
  },
  {
    id: 'typed-ground-reviewed',
    stage: 4,
    cites: 'DESIGN §3, ground: never blocked for want of an id; typed-only grounds are reviewed',
    asks: 'basis',
    judge: ({ request }, { route }) =>
      route === 'duty' && request.ground?.kind === 'typed' ? { obligations: ['REVIEW_GROUND'] } : undefined,
  },
  {
    id: 'public-task',
    stage: 4,
    cites: 'UK GDPR Art 6(1)(e) and 6(3); DPA 2018 s.8: necessity',
    asks: 'basis',
    judge: (_c, { route }) =>
      route === 'public-task' ? { code: 'PUBLIC_TASK', obligations: ['RECORD_NECESSITY'] } : undefined,
  },
  {
    id: 'scheme',
    stage: 4,
    cites: 'The scheme’s own guidance, which the flow names as data',
    asks: 'basis',
    judge: (_c, { scheme }) => scheme && { ...scheme },
  },
];

/** Which flows do not ask for consent; every other does. */
export const asideRules: readonly RuleOf<'aside'>[] = [
  {
    id: 'duty-sets-consent-aside',
    stage: 4,
    cites: goldenRules,
    asks: 'aside',
    judge: ({ route }) => route === 'duty',
  },
  {
    id: 'public-task-sets-consent-aside',
    stage: 4,
    cites: 'ICO: consent is one basis among several; the flow says where it waives confidence',
    asks: 'aside',
    judge: ({ route, consentRequired }) => route === 'public-task' && !consentRequired,
  },
];

/** Which of those carry along what consent would have said. */
export const carryingRules: readonly RuleOf<'carries'>[] = [
  {
    id: 'consent-status-carried',
    stage: 5,
    cites: 'Golden rule 3: a refusal is recorded, and overridden for a recorded reason',
    asks: 'carries',
    judge: ({ route }) => route === 'duty',
  },
];

const failedPower = (failed: Found): Power => ({
  failed,
  reasons: reasonsOf([failed]),
  obligations: once(failed.finding.obligations ?? []),
  asksConsent: true,
  carriesConsent: false,
});

const heldPower = (c: Context, flow: Flow): Power => {
  const basis = every(c.policy.basis, (rule) => rule.judge(c, flow));
  const asksConsent = !any(c.policy.aside, (rule) => rule.judge(flow));
  return {
    failed: undefined,
    reasons: onceEach(reasonsOf(basis)),
    obligations: obligationsOf(basis),
    asksConsent,
    carriesConsent: !asksConsent && any(c.policy.carries, (rule) => rule.judge(flow)),
  };
};

/** Stage 4 for a flow: what failed, or what is to be said and done, and whether consent is asked. */
export const powerOf = (c: Context, flow: Flow): Power => {
  try {
    const failed = personSeen(c) ?? first(c.policy.power, (rule) => rule.judge(c, flow));
    return failed === undefined ? heldPower(c, flow) : failedPower(failed);
  } catch (error) {
    return failedPower(failureOf(error, { id: 'power', stage: 4, cites: 'docs/policy.md, stage 4' }));
  }
};

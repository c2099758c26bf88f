import type { Category, Gate, Reason } from '../../language.js';
import { byText, failureOf, first, memoised, obligationsOf, once, onceEach, reasonsOf } from './asking.js';
import { consentOf } from './consent.js';
import { candidatesOfCaller, subjectsOf } from './context.js';
import { opens } from './override.js';
import { powerOf } from './power.js';
import type { Candidate, ConsentResult, Context, Found, GateResult, Power, RuleName, Step, Subject } from './rule.js';

/** How a candidate is asked: as it stands, or with what an override opens passed. */
export type Manner = 'plain' | 'opened';

const GATE: RuleName = { id: 'gate', stage: 4, cites: 'docs/policy.md, stages 4 to 6' };
const NO_LABELS: GateResult['excepts'] = [];

const stopped = (step: Step, found: Found): GateResult => ({
  step,
  outcome: found.finding.verdict ?? 'deny',
  reasons: reasonsOf([found]),
  obligations: obligationsOf([found]),
  consents: [],
  excepts: NO_LABELS,
});

/** What a flow is asked about. */
export interface About {
  readonly subject: Subject;
  readonly category: Category;
  readonly manner: Manner;
}

const passedBy = (power: Power): GateResult => ({
  step: 'permitted',
  outcome: 'permit',
  reasons: power.reasons,
  obligations: power.obligations,
  consents: [],
  excepts: NO_LABELS,
});

const withConsent = (power: Power, consent: ConsentResult): GateResult => {
  if (power.carriesConsent) {
    return { ...passedBy(power), reasons: onceEach([...power.reasons, ...consent.reasons]) };
  }
  if (consent.outcome !== 'permit') return { ...consent, step: 'consent' };
  return {
    ...passedBy(power),
    reasons: onceEach([...power.reasons, ...consent.reasons]),
    obligations: once([...power.obligations, ...consent.obligations]),
    consents: consent.consents,
    excepts: consent.excepts,
  };
};

const consentStep = (c: Context, candidate: Candidate, { subject, category, manner }: About): GateResult => {
  const power = powerFor(c, candidate);
  if (manner === 'opened' && opens(c, 'consent')) return passedBy(power);
  if (!power.asksConsent && !power.carriesConsent) return passedBy(power);
  return memoised(candidate.consented, consentOf(c, subject, category), (consent) => withConsent(power, consent));
};

const asking = (c: Context, candidate: Candidate, about: About): GateResult => {
  const { failed } = powerFor(c, candidate);
  if (failed !== undefined) return stopped('power', failed);
  const consent = consentStep(c, candidate, about);
  if (consent.outcome !== 'permit') return consent;
  if (about.manner === 'opened' && opens(c, 'harm')) return consent;
  const harm = first(c.policy.harm, (rule) => rule.judge(c, about.subject, about.category));
  return harm === undefined ? consent : stopped('harm', harm);
};

const powerFor = (c: Context, candidate: Candidate): Power => (candidate.memo.power ??= powerOf(c, candidate.flow));

const ask = (c: Context, candidate: Candidate, about: About): GateResult => {
  try {
    return asking(c, candidate, about);
  } catch (error) {
    return stopped('power', failureOf(error, GATE));
  }
};

/** Stages 4, 5 and 6 of a flow for one subject and category, found out once in a decision. */
export const gateOf = (c: Context, candidate: Candidate, about: About): GateResult => {
  const results = about.manner === 'opened' ? candidate.opened : candidate.gates;
  const known = results.get(about.subject.id);
  const result = known?.get(about.category);
  if (result !== undefined) return result;
  const found = ask(c, candidate, about);
  if (known === undefined) results.set(about.subject.id, new Map([[about.category, found]]));
  else known.set(about.category, found);
  return found;
};

const gate = (c: Context, candidate: Candidate, category: Category, subject: Subject): Gate => {
  const { outcome, reasons, obligations, consents } = gateOf(c, candidate, { subject, category, manner: 'plain' });
  const { agreement, version, flow } = candidate;
  return {
    agreement,
    version,
    flow: flow.number,
    subject: subject.id,
    category,
    outcome,
    reasons,
    obligations,
    consents,
  };
};

/** What the flows to the caller come to, whether or not there is any item. */
export const gatesOf = (c: Context): readonly Gate[] => {
  const subjects = subjectsOf(c, c.request.subjects);
  const gates: Gate[] = [];
  for (const candidate of candidatesOfCaller(c)) {
    const categories = [...new Set(candidate.flow.categories)].sort(byText);
    for (const category of categories) {
      for (const subject of subjects) gates.push(gate(c, candidate, category, subject));
    }
  }
  return gates;
};

/** The reasons that a gate or passage may show: not those that were carried along on the duty route. */
export const toldReasons = (reasons: readonly Reason[]): readonly Reason[] =>
  reasons.some(({ code }) => code === 'CONSENT_NOT_REQUIRED_SAFEGUARDING')
    ? reasons.filter(({ stage }) => stage !== 5)
    : reasons;

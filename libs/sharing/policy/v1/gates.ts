import type { Category, Gate, Reason } from '../../language.js';
import { byText, failureOf, first, obligationsOf, once, onceEach, reasonsOf } from './asking.js';
import { consentOf } from './consent.js';
import { candidatesOfCaller, subjectsOf } from './context.js';
import { opens } from './override.js';
import { powerOf } from './power.js';
import type { Candidate, Context, Found, GateResult, Power, Step, Subject } from './rule.js';

/** How a candidate is asked: as it stands, or with what an override opens passed. */
export type Manner = 'plain' | 'opened';

const NO_LABELS: GateResult['excepts'] = [];

const stopped = (step: Step, found: Found): GateResult => ({
  step,
  outcome: found.finding.verdict ?? 'deny',
  reasons: reasonsOf([found]),
  obligations: obligationsOf([found]),
  consents: [],
  excepts: NO_LABELS,
});

/** A flow, as it is asked about one subject and category. */
interface Question {
  readonly power: Power;
  readonly subject: Subject;
  readonly category: Category;
  readonly manner: Manner;
}

const consentStep = (c: Context, { power, subject, category, manner }: Question): GateResult => {
  const passed: GateResult = {
    step: 'permitted',
    outcome: 'permit',
    reasons: power.reasons,
    obligations: power.obligations,
    consents: [],
    excepts: NO_LABELS,
  };
  if (manner === 'opened' && opens(c, 'consent')) return passed;
  if (power.carriesConsent) {
    const carried = consentOf(c, subject, category).reasons;
    return { ...passed, reasons: onceEach([...power.reasons, ...carried]) };
  }
  if (!power.asksConsent) return passed;
  const consent = consentOf(c, subject, category);
  if (consent.outcome !== 'permit') return { ...consent, step: 'consent' };
  return {
    step: 'permitted',
    outcome: 'permit',
    reasons: onceEach([...power.reasons, ...consent.reasons]),
    obligations: once([...power.obligations, ...consent.obligations]),
    consents: consent.consents,
    excepts: consent.excepts,
  };
};

const asking = (c: Context, question: Question): GateResult => {
  const { power, subject, category, manner } = question;
  if (power.failed !== undefined) return stopped('power', power.failed);
  const consent = consentStep(c, question);
  if (consent.outcome !== 'permit') return consent;
  if (manner === 'opened' && opens(c, 'harm')) return consent;
  const harm = first(c.policy.harm, (rule) => rule.judge(c, subject, category));
  return harm === undefined ? consent : stopped('harm', harm);
};

const powerFor = (c: Context, candidate: Candidate): Power => (candidate.memo.power ??= powerOf(c, candidate.flow));

const ask = (c: Context, candidate: Candidate, question: Omit<Question, 'power'>): GateResult => {
  try {
    return asking(c, { ...question, power: powerFor(c, candidate) });
  } catch (error) {
    return stopped('power', failureOf(error, { id: 'gate', stage: 4, cites: 'docs/policy.md, stages 4 to 6' }));
  }
};

/** Stages 4, 5 and 6 of a flow for one subject and category, found out once in a decision. */
export const gateOf = (c: Context, candidate: Candidate, question: Omit<Question, 'power'>): GateResult => {
  const results = question.manner === 'opened' ? candidate.opened : candidate.gates;
  const known = results.get(question.subject.id);
  const result = known?.get(question.category);
  if (result !== undefined) return result;
  const found = ask(c, candidate, question);
  if (known === undefined) results.set(question.subject.id, new Map([[question.category, found]]));
  else known.set(question.category, found);
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
    const categories = once([...candidate.flow.categories].sort(byText));
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

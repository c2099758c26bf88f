import type { AgencyId, Category, ConsentFacts, Facts, PersonId, Request } from '../../language.js';
import { all, byText, first, memoised } from './asking.js';
import { agenciesById, flowsWith } from './in-force.js';
import type { Candidate, ConsentResult, Context, FlowInForce, GateResult, Judged, Policy, Subject } from './rule.js';
import { ageOn, inPeriod } from './time.js';
import { openOverride } from './override.js';

const NO_CONSENTS: readonly ConsentFacts[] = [];

const bySubject = (consents: readonly ConsentFacts[]): ReadonlyMap<PersonId, readonly ConsentFacts[]> => {
  const found = new Map<PersonId, ConsentFacts[]>();
  for (const consent of consents) {
    const others = found.get(consent.subject);
    if (others === undefined) found.set(consent.subject, [consent]);
    else others.push(consent);
  }
  return found;
};

const candidate = ({ agreement, version, flow, inForce }: FlowInForce & { inForce: boolean }): Candidate => ({
  agreement,
  version,
  flow,
  inForce,
  gates: new Map<PersonId, Map<Category, GateResult>>(),
  opened: new Map<PersonId, Map<Category, GateResult>>(),
  permitted: new Map<GateResult, Judged>(),
  consented: new Map<ConsentResult, GateResult>(),
  together: new Map<GateResult, Map<GateResult, GateResult>>(),
  memo: {},
});

/** The request and its facts, indexed once. */
export const contextOf = (policy: Policy, request: Request, facts: Facts): Context => {
  const register = { at: request.at, agencies: agenciesById(facts) };
  const flows = flowsWith(policy, register, facts, ({ to }) => to === request.agency).map(candidate);
  const context = {
    policy,
    request,
    at: request.at,
    facts,
    agencies: register.agencies,
    people: new Map(facts.people.map((person) => [person.id, person])),
    consentsOf: bySubject(facts.consents),
    asked: new Set(request.subjects),
    flows: flows.filter(({ inForce }) => inForce),
    notInForce: flows.filter(({ inForce }) => !inForce),
    override: undefined,
    subjects: new Map(),
    candidates: new Map(),
    inAnyForce: new Map(),
    alone: new Map(),
    protectedPeople: new Map(),
  };
  return { ...context, override: openOverride(context) };
};

const lookUp = (c: Context, id: PersonId): Subject | undefined => {
  const person = c.people.get(id);
  if (person === undefined) return undefined;
  return {
    person,
    id,
    age: ageOn(person.dateOfBirth, c.at),
    restrictions: person.restrictions.filter(({ period }) => inPeriod(period, c.at)),
    consents: c.consentsOf.get(id) ?? NO_CONSENTS,
    consented: new Map(),
    consentsFound: [],
  };
};

/** The person with what is known at the request's instant; undefined where nothing is. */
export const subjectOf = (c: Context, id: PersonId): Subject | undefined => {
  const known = c.subjects.get(id);
  if (known !== undefined) return known;
  const subject = lookUp(c, id);
  if (subject !== undefined) c.subjects.set(id, subject);
  return subject;
};

/** Known people, each once, in order of id. */
export const subjectsOf = (c: Context, ids: readonly PersonId[]): readonly Subject[] => {
  const found: Subject[] = [];
  for (const id of ids) {
    const subject = subjectOf(c, id);
    if (subject !== undefined && !found.includes(subject)) found.push(subject);
  }
  return found.length < 2 ? found : found.sort((a, b) => byText(a.id, b.id));
};

const toCaller = (c: Context, { flow }: Candidate): boolean =>
  all(c.policy['to-caller'], (rule) => rule.judge(c, flow));

/** The flows in force to the caller for its role, purpose and claimed gateway: those that have gates. */
export const candidatesOfCaller = (c: Context): readonly Candidate[] =>
  c.flows.filter(
    (candidate) =>
      toCaller(c, candidate) && first(c.policy.role, (rule) => rule.judge(c, candidate.flow)) === undefined,
  );

const chosen = (c: Context, flows: readonly Candidate[], source: AgencyId): readonly Candidate[] =>
  flows.filter(
    (candidate) => all(c.policy['from-source'], (rule) => rule.judge(candidate.flow, source)) && toCaller(c, candidate),
  );

/** The flows in force that an item of this source may come by. */
export const candidatesFrom = (c: Context, source: AgencyId): readonly Candidate[] =>
  memoised(c.candidates, source, () => chosen(c, c.flows, source));

/** The same, with flows of agreements that stand and are not in force, for an override. */
export const candidatesInAnyForce = (c: Context, source: AgencyId): readonly Candidate[] =>
  memoised(c.inAnyForce, source, () => {
    const standing = c.notInForce.filter((candidate) => all(c.policy.standing, (rule) => rule.judge(c, candidate)));
    return chosen(c, [...c.flows, ...standing], source);
  });

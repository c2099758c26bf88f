import type { AgencyId, Answer, Decision, Facts, Instant, Request } from './language.js';
import * as v1 from './policy/v1/index.js';

/** A released version of the policy: how it decides, and what of a decision the caller may learn. */
export interface PolicyVersion {
  readonly decide: (request: Request, facts: Facts) => Decision;
  readonly answerOf: (decision: Decision) => Answer | undefined;
}

/** Every version ever released; recorded decisions are replayed with theirs. */
export const policies: Readonly<Record<string, PolicyVersion>> = { [v1.VERSION]: v1 };

/** The version that decides today. */
export const CURRENT: string = v1.VERSION;

const policy = (version: string): PolicyVersion => {
  const found = Object.hasOwn(policies, version) ? policies[version] : undefined;
  if (found === undefined) throw new Error(`no policy version \`${version}\``);
  return found;
};

/** The one decision (G1): pure, default deny, explained. Throws only for a version that was never released. */
export const decide = (request: Request, facts: Facts, version: string = CURRENT): Decision =>
  policy(version).decide(request, facts);

/** What the caller may learn of a decision; undefined where it gets the answer of a person who does not exist. */
export const answerOf = (decision: Decision): Answer | undefined => policy(decision.policy).answerOf(decision);

const inForce = v1.flowsInForceWith(v1.policyWith(v1.RULES));

/** The flows in force to an agency at an instant, in the order in which they are tried. */
export const flowsInForce = (facts: Facts, agency: AgencyId, at: Instant): readonly v1.FlowInForce[] =>
  inForce(facts, agency, at);

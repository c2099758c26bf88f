import { callerRules, sourceRules } from './candidates.js';
import { acrossRules, explanationRules, permissionRules, refusalRules } from './consent-outcome.js';
import { prevailingRules, purposeRules, scopeRules, statusRules } from './consent-scope.js';
import { entryRules, relationshipRules, requestRules } from './entitlement.js';
import { countingRules, deciderRules } from './grantors.js';
import { custodianRules, presenceRules, restrictionRules } from './hard-bars.js';
import { harmRules } from './harm.js';
import { inForceRules, orderRules, standingRules } from './in-force.js';
import { itemRules } from './items.js';
import { listRules, roleRules, tailRules } from './minimisation.js';
import { openingRules, openOverrideRules, overrideReachRules, overrideRules } from './override.js';
import { ownRules } from './passages.js';
import { asideRules, basisRules, carryingRules, personRules, powerRules } from './power.js';
import { protectedAddressRules, protectedRules, revealingRules } from './protected-address.js';
import type { Policy, Question, Rule, RuleOf } from './rule.js';

/** Every rule of docs/policy.md, in the order of the stages. */
export const RULES: readonly Rule[] = [
  ...requestRules,
  ...relationshipRules,
  ...entryRules,
  ...presenceRules,
  ...restrictionRules,
  ...protectedAddressRules,
  ...custodianRules,
  ...protectedRules,
  ...revealingRules,
  ...inForceRules,
  ...standingRules,
  ...callerRules,
  ...sourceRules,
  ...orderRules,
  ...roleRules,
  ...personRules,
  ...powerRules,
  ...basisRules,
  ...asideRules,
  ...carryingRules,
  ...scopeRules,
  ...purposeRules,
  ...deciderRules,
  ...countingRules,
  ...statusRules,
  ...prevailingRules,
  ...acrossRules,
  ...explanationRules,
  ...permissionRules,
  ...refusalRules,
  ...harmRules,
  ...ownRules,
  ...itemRules,
  ...listRules,
  ...tailRules,
  ...openOverrideRules,
  ...overrideReachRules,
  ...openingRules,
  ...overrideRules,
];

/** The rules by the question that they answer, each question's in the order of the list. */
export const policyWith = (rules: readonly Rule[]): Policy => {
  const answering = <Q extends Question>(question: Q): readonly RuleOf<Q>[] =>
    rules.filter((rule): rule is Extract<Rule, RuleOf<Q>> => rule.asks === question);
  return {
    'in-force': answering('in-force'),
    standing: answering('standing'),
    'to-caller': answering('to-caller'),
    'from-source': answering('from-source'),
    'override-open': answering('override-open'),
    'override-reaches': answering('override-reaches'),
    custodian: answering('custodian'),
    covers: answering('covers'),
    'for-purpose': answering('for-purpose'),
    counts: answering('counts'),
    'reason-to-deal': answering('reason-to-deal'),
    entry: answering('entry'),
    opens: answering('opens'),
    protected: answering('protected'),
    reveals: answering('reveals'),
    alone: answering('alone'),
    aside: answering('aside'),
    carries: answering('carries'),
    request: answering('request'),
    presence: answering('presence'),
    own: answering('own'),
    role: answering('role'),
    listed: answering('listed'),
    tail: answering('tail'),
    'person-seen': answering('person-seen'),
    power: answering('power'),
    across: answering('across'),
    explains: answering('explains'),
    harm: answering('harm'),
    restriction: answering('restriction'),
    bar: answering('bar'),
    basis: answering('basis'),
    'beside-permission': answering('beside-permission'),
    'beside-refusal': answering('beside-refusal'),
    item: answering('item'),
    override: answering('override'),
    order: answering('order'),
    status: answering('status'),
    prevails: answering('prevails'),
  };
};

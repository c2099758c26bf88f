import type { Item, Passage } from '../../language.js';
import { every, failureOf, first, obligationsOf, once, onceEach, reasonsOf } from './asking.js';
import { askCandidate, omitted, onNothingBut, throughItemRules, type Asked } from './candidates.js';
import { candidatesFrom, candidatesInAnyForce, subjectsOf } from './context.js';
import { isRestricted } from './hard-bars.js';
import type { Manner } from './gates.js';
import { opens, overrideFor } from './override.js';
import { personSeen } from './power.js';
import { STEPS, type Candidate, type Context, type Found, type Judged, type RuleName, type RuleOf } from './rule.js';
import { beyondTail, type Askable } from './tail.js';
import { OUTWARD } from './tables.js';

const JUDGING: RuleName = { id: 'passage', stage: 1, cites: 'docs/policy.md: a rule that throws denies' };

const NO_CANDIDATE: Found = {
  rule: { id: 'some-agreement', stage: 2, cites: 'ICO Data sharing code of practice; WASPI Accord' },
  finding: { code: 'NO_AGREEMENT' },
};

/** What is asked of own items where reading them tells somebody outside. */
export const ownRules: readonly RuleOf<'own'>[] = [
  {
    id: 'own-harm-when-outward',
    stage: 6,
    cites: 'DPA 2018 Sch 3 para 5, serious harm: subject access',
    asks: 'own',
    judge: (c, item, subject) => {
      if (c.request.purpose === undefined || !OUTWARD.has(c.request.purpose)) return undefined;
      return first(c.policy.harm, (rule) => rule.judge(c, subject, item.category))?.finding;
    },
  },
];

const NONE: readonly Found[] = [];

/** Stages 0 and 1 for a passage: what hides it, before any flow. */
export const barsOf = (c: Context, asked: Asked): readonly Found[] => {
  const { item, passage, subjects } = asked;
  const absent = first(c.policy.presence, (rule) => rule.judge(c, item, passage));
  if (absent !== undefined) return [absent];
  try {
    const restrictions = isRestricted(item, subjects)
      ? every(c.policy.restriction, (rule) => rule.judge(c, item, passage, subjects))
      : NONE;
    const bars = every(c.policy.bar, (rule) => rule.judge(c, item, passage, subjects));
    return restrictions.length === 0 ? bars : [...restrictions, ...bars];
  } catch (error) {
    return [failureOf(error, JUDGING)];
  }
};

/** A passage of an item with its subjects looked up. */
export const askedOf = (c: Context, item: Item, passage: Passage): Asked => ({
  item,
  passage,
  subjects: subjectsOf(c, passage.subjects),
});

const byOverride = (c: Context, judged: Judged): Judged => {
  const accepted = every(c.policy.override, (rule) => rule.judge());
  return {
    ...judged,
    reasons: onceEach([...judged.reasons, ...reasonsOf(accepted)]),
    obligations: once([...judged.obligations, ...obligationsOf(accepted)]),
    consents: [],
  };
};

const OWN = onNothingBut({ kind: 'own' });
const UNFOUNDED = onNothingBut(undefined);

const ownPlainly = (c: Context, { item, passage, subjects }: Asked, maskLifted: boolean): Judged => {
  for (const subject of subjects) {
    const found = first(c.policy.own, (rule) => rule.judge(c, item, subject));
    if (found !== undefined) return omitted('harm', [found]);
  }
  const look = { item, passage, subjects, flow: undefined, excepts: [] };
  return throughItemRules(c, look, () => OWN, maskLifted);
};

const ownPassage = (c: Context, asked: Asked): Judged => {
  const unseen = personSeen(c);
  if (unseen !== undefined) return omitted('power', [unseen]);
  const plain = ownPlainly(c, asked, false);
  if (plain.outcome !== 'mask' || overrideFor(c, asked.passage) === undefined || !opens(c, 'mask')) return plain;
  return byOverride(c, ownPlainly(c, asked, true));
};

const furthest = (judged: readonly Judged[]): Judged | undefined =>
  judged.reduce<Judged | undefined>(
    (a, b) => (a === undefined || STEPS.indexOf(b.step) > STEPS.indexOf(a.step) ? b : a),
    undefined,
  );

/** The first candidate that permits, else the one that got furthest; undefined where there is none. */
const through = (
  c: Context,
  candidates: readonly Candidate[],
  asked: Asked,
  how: { readonly askable: () => Askable; readonly manner: Manner },
): Judged | undefined => {
  const judged: Judged[] = [];
  for (const candidate of candidates) {
    const beyond = beyondTail(c, candidate, asked, how);
    const one = askCandidate(c, candidate, asked, { manner: how.manner, beyond });
    if (one.outcome === 'permit') return one;
    judged.push(one);
  }
  return furthest(judged);
};

/** Emergency access where no flow is in force, nor was. */
const unfounded = (c: Context, { item, passage, subjects }: Asked): Judged | undefined => {
  const unseen = personSeen(c);
  if (unseen !== undefined || !opens(c, 'no-flow')) return undefined;
  const flow = { route: 'public-task', labels: [] } as const;
  return throughItemRules(c, { item, passage, subjects, flow, excepts: [] }, () => UNFOUNDED, opens(c, 'mask'));
};

const throughOverride = (c: Context, asked: Asked, askable: () => Askable): Judged | undefined => {
  const override = overrideFor(c, asked.passage);
  if (override === undefined) return undefined;
  const { source } = asked.item;
  const candidates = opens(c, 'out-of-force') ? candidatesInAnyForce(c, source) : candidatesFrom(c, source);
  const judged =
    candidates.length === 0 ? unfounded(c, asked) : through(c, candidates, asked, { askable, manner: 'opened' });
  if (judged?.outcome !== 'permit') return undefined;
  return { ...byOverride(c, judged), via: judged.via ?? { kind: 'override', override: override.id } };
};

const othersPassage = (c: Context, asked: Asked, askable: () => Askable): Judged => {
  const plain = through(c, candidatesFrom(c, asked.item.source), asked, { askable, manner: 'plain' });
  if (plain?.outcome === 'permit') return plain;
  return throughOverride(c, asked, askable) ?? plain ?? omitted('role', [NO_CANDIDATE]);
};

/** What becomes of a passage that no hard bar hides. */
export const judgeAsked = (c: Context, asked: Asked, askable: () => Askable): Judged => {
  try {
    return asked.item.source === c.request.agency ? ownPassage(c, asked) : othersPassage(c, asked, askable);
  } catch (error) {
    return omitted('role', [failureOf(error, JUDGING)]);
  }
};

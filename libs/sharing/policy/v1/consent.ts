import type { Category, ConsentFacts } from '../../language.js';
import {
  all,
  byText,
  every,
  failureOf,
  first,
  joined,
  memoised,
  obligationsOf,
  once,
  onceEach,
  reasonsOf,
} from './asking.js';
import type { ConsentResult, ConsentStatus, Context, Covering, Found, Spoken, Subject } from './rule.js';

const covering = (c: Context, subject: Subject, category: Category): Covering => {
  const forPurpose: ConsentFacts[] = [];
  const forOthers: ConsentFacts[] = [];
  for (const record of subject.consents) {
    if (!all(c.policy.covers, (rule) => rule.judge(c, record, category))) continue;
    const isFor = all(c.policy['for-purpose'], (rule) => rule.judge(c, record));
    (isFor ? forPurpose : forOthers).push(record);
  }
  return { subject, forPurpose, forOthers };
};

const statusOf = (c: Context, record: ConsentFacts): ConsentStatus => {
  for (const rule of c.policy.status) {
    const status = rule.judge(c, record);
    if (status !== undefined) return status;
  }
  return 'permission';
};

const candidatesByGrantor = (c: Context, { subject, forPurpose }: Covering): ReadonlyMap<string, readonly Spoken[]> => {
  const found = new Map<string, Spoken[]>();
  for (const record of forPurpose) {
    if (!all(c.policy.counts, (rule) => rule.judge(c, subject, record))) continue;
    const spoken = { record, status: statusOf(c, record) };
    const others = found.get(record.grantor);
    if (others === undefined) found.set(record.grantor, [spoken]);
    else others.push(spoken);
  }
  return found;
};

const STATUSES: readonly ConsentStatus[] = ['permission', 'refused', 'excluded', 'withdrawn'];

const inOrder = (a: Spoken, b: Spoken): number =>
  STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status) || byText(a.record.id, b.record.id);

/** A grantor's winning record, and the labels that this grantor's newest word excepts. */
interface Winner extends Spoken {
  readonly excepts: ConsentFacts['scope']['exceptLabels'];
}

const winnerOf = (c: Context, spoken: readonly Spoken[]): Winner | undefined => {
  const left = c.policy.prevails.reduce((among, rule) => rule.judge(among), spoken);
  const winner = [...left].sort(inOrder)[0];
  if (winner === undefined) return undefined;
  const latest = spoken.filter(({ record }) => record.effectiveAt === winner.record.effectiveAt);
  return { ...winner, excepts: joined(latest, ({ record }) => record.scope.exceptLabels) };
};

const failed = (found: Found, before: readonly Found[] = []): ConsentResult => ({
  outcome: found.finding.verdict ?? 'deny',
  reasons: onceEach(reasonsOf([...before, found])),
  obligations: obligationsOf([...before, found]),
  consents: [],
  excepts: [],
});

const granted = (c: Context, about: Covering, winners: readonly Winner[]): ConsentResult => {
  const permissions = winners.filter(({ status }) => status === 'permission');
  const beside = joined(c.policy['beside-permission'], (rule) =>
    joined(permissions, (winner) => every([rule], (one) => one.judge(about, winner))),
  );
  return {
    outcome: 'permit',
    reasons: onceEach(reasonsOf(beside)),
    obligations: obligationsOf(beside),
    consents: permissions.map(({ record }) => record.id).sort(),
    excepts: once(joined(winners, ({ excepts }) => excepts)),
  };
};

const NOT_EXPLAINED: Found = {
  rule: { id: 'consent', stage: 5, cites: 'docs/policy.md, stage 5' },
  finding: { code: 'NO_CONSENT' },
};

const comesTo = (c: Context, about: Covering): ConsentResult => {
  const { subject } = about;
  const winners = [...candidatesByGrantor(c, about).values()]
    .map((spoken) => winnerOf(c, spoken))
    .filter((winner) => winner !== undefined);
  if (winners.length === 0) return failed(first(c.policy.explains, (rule) => rule.judge(c, about)) ?? NOT_EXPLAINED);
  const found = first(c.policy.across, (rule) => rule.judge(c, subject, winners));
  if (found === undefined) {
    return winners.some(({ status }) => status === 'permission') ? granted(c, about, winners) : failed(NOT_EXPLAINED);
  }
  return failed(
    found,
    every(c.policy['beside-refusal'], (rule) => rule.judge(c, about)),
  );
};

const same = (a: readonly ConsentFacts[], b: readonly ConsentFacts[]): boolean =>
  a.length === b.length && a.every((record, at) => record === b[at]);

/** The same records come to the same, whichever category they cover. */
const consentFor = (c: Context, subject: Subject, category: Category): ConsentResult => {
  const about = covering(c, subject, category);
  const alike = subject.consentsFound.find(
    ([other]) => same(other.forPurpose, about.forPurpose) && same(other.forOthers, about.forOthers),
  );
  if (alike !== undefined) return alike[1];
  const result = comesTo(c, about);
  subject.consentsFound.push([about, result]);
  return result;
};

const safely = (c: Context, subject: Subject, category: Category): ConsentResult => {
  try {
    return consentFor(c, subject, category);
  } catch (error) {
    return failed(failureOf(error, NOT_EXPLAINED.rule));
  }
};

/** Stage 5 for one subject and category, found out once in a decision. */
export const consentOf = (c: Context, subject: Subject, category: Category): ConsentResult =>
  memoised(subject.consented, category, () => safely(c, subject, category));

import type { ConsentFacts, Instant, PersonFacts, PersonId } from '../../language.js';
import { any, memoised } from './asking.js';
import type { Context, RuleOf, Subject } from './rule.js';
import { ageOn, inPeriod } from './time.js';

const gillick = 'Gillick v West Norfolk and Wisbech AHA [1986] AC 112; GMC, 0–18 years, paras 24–28';

/** The competence findings of the newest instant at or before this one. Several may differ. */
export const newestFindings = ({ competence }: PersonFacts, at: Instant): readonly boolean[] => {
  let newest = '';
  for (const finding of competence) if (finding.at <= at && finding.at > newest) newest = finding.at;
  return competence.filter((finding) => finding.at === newest).map(({ competent }) => competent);
};

/** Who decides alone. */
export const deciderRules: readonly RuleOf<'alone'>[] = [
  {
    id: 'sixteen',
    stage: 5,
    cites: 'Family Law Reform Act 1969 s.8; Mental Capacity Act 2005 s.2(5)',
    asks: 'alone',
    judge: (_c, { age }) => age !== undefined && age >= 16,
  },
  {
    id: 'gillick-competent',
    stage: 5,
    cites: gillick,
    asks: 'alone',
    judge: (c, { person }) => newestFindings(person, c.at).includes(true),
  },
];

/** Whether the subject decides alone at the request's instant. */
export const decidesAlone = (c: Context, subject: Subject): boolean =>
  memoised(c.alone, subject.id, () => any(c.policy.alone, (rule) => rule.judge(c, subject)));

/** Whether the person could decide for themselves at an instant. */
export const wasCompetent = (person: PersonFacts, at: Instant): boolean => {
  const age = ageOn(person.dateOfBirth, at);
  if (age !== undefined && age >= 16) return true;
  const findings = newestFindings(person, at);
  return findings.length > 0 && !findings.includes(false);
};

/** Whether somebody held parental responsibility for the person at an instant. */
export const heldResponsibility = (person: PersonFacts, holder: PersonId, at: Instant): boolean =>
  person.parentalResponsibility.some((one) => one.holder === holder && inPeriod(one.period, at));

/** Whether somebody's parental responsibility was in dispute at an instant. */
export const inDispute = (person: PersonFacts, holder: PersonId, at: Instant): boolean =>
  person.parentalResponsibility.some(
    (one) => one.holder === holder && one.disputes.some((period) => inPeriod(period, at)),
  );

const byParent = ({ capacity }: ConsentFacts): boolean => capacity === 'parental-responsibility';

/** Which covering records count: from whom, and when. */
export const countingRules: readonly RuleOf<'counts'>[] = [
  {
    id: 'self-is-the-subject',
    stage: 5,
    cites: 'UK GDPR Art 4(11): the data subject’s own indication',
    asks: 'counts',
    judge: (_c, subject, record) => byParent(record) || record.grantor === subject.id,
  },
  {
    id: 'self-was-competent',
    stage: 5,
    cites: gillick,
    asks: 'counts',
    judge: (_c, { person }, record) => byParent(record) || wasCompetent(person, record.effectiveAt),
  },
  {
    id: 'parent-had-responsibility',
    stage: 5,
    cites: 'Children Act 1989 ss.2–4A',
    asks: 'counts',
    judge: (_c, { person }, record) =>
      !byParent(record) || heldResponsibility(person, record.grantor, record.effectiveAt),
  },
  {
    id: 'parent-has-responsibility',
    stage: 5,
    cites: 'Children Act 1989 ss.2–4A',
    asks: 'counts',
    judge: (c, { person }, record) => !byParent(record) || heldResponsibility(person, record.grantor, c.at),
  },
  {
    id: 'young-person-speaks-alone',
    stage: 5,
    cites: `${gillick}; Family Law Reform Act 1969 s.8`,
    asks: 'counts',
    judge: (c, subject, record) => !byParent(record) || !decidesAlone(c, subject),
  },
  {
    id: 'child-spoken-for',
    stage: 5,
    cites: 'Children Act 1989 s.3',
    asks: 'counts',
    judge: (c, subject, record) => byParent(record) || decidesAlone(c, subject),
  },
  {
    id: 'consent-in-period',
    stage: 5,
    cites: 'The consent’s own period; HL7 FHIR Consent.provision.period',
    asks: 'counts',
    judge: (c, _subject, { period }) => inPeriod(period, c.at),
  },
  {
    id: 'consent-effective',
    stage: 5,
    cites: 'UK GDPR Art 7: given before it is relied on',
    asks: 'counts',
    judge: (c, _subject, { effectiveAt }) => effectiveAt <= c.at,
  },
];

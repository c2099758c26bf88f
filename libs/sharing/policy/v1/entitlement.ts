import type { PersonId } from '../../language.js';
import { any } from './asking.js';
import { subjectOf } from './context.js';
import type { Context, Finding, RuleOf, Subject } from './rule.js';
import { inPeriod } from './time.js';

const code = (name: string): Finding => ({ code: name });

const caller = ({ agencies, request }: Context) => agencies.get(request.agency);
const role = (c: Context) => caller(c)?.roles.find((one) => one.code === c.request.role);

const someSubject = (c: Context, test: (subject: Subject) => boolean): boolean =>
  c.request.subjects.some((id: PersonId) => {
    const subject = subjectOf(c, id);
    return subject !== undefined && test(subject);
  });

/** Flows in force that name the purpose. */
const forPurpose = ({ flows, request }: Context) =>
  flows.filter(({ flow }) => request.purpose !== undefined && flow.purposes.includes(request.purpose));

/** Flows in force that name the role and the purpose. */
const forRole = (c: Context) => forPurpose(c).filter(({ flow }) => flow.roles.includes(c.request.role));

const involved = (c: Context, { person }: Subject) =>
  person.involvements.filter(({ agency, period }) => agency === c.request.agency && inPeriod(period, c.at));

/** Stages 0, 2 and 3 for the request, in the order of asking. */
export const requestRules: readonly RuleOf<'request'>[] = [
  {
    id: 'caller-registered',
    stage: 0,
    cites: 'UK GDPR Art 5(1)(f); Art 32(4): access only on the controller’s instructions',
    asks: 'request',
    judge: (c) => (role(c) === undefined ? code('NOT_AUTHENTICATED') : undefined),
  },
  {
    id: 'purpose-stated',
    stage: 0,
    cites: 'UK GDPR Art 5(1)(b), purpose limitation; Caldicott principle 1',
    asks: 'request',
    judge: ({ request }) => (request.purpose === undefined ? code('PURPOSE_MISSING') : undefined),
  },
  {
    id: 'somebody-asked-about',
    stage: 0,
    cites: 'docs/policy.md: unknown and not entitled look the same',
    asks: 'request',
    judge: ({ request }) => (request.subjects.length === 0 ? code('SUBJECT_UNKNOWN') : undefined),
  },
  {
    id: 'subject-known',
    stage: 0,
    cites: 'docs/policy.md: unknown and not entitled look the same',
    asks: 'request',
    judge: ({ request, people }) =>
      request.subjects.every((id) => people.has(id)) ? undefined : code('SUBJECT_UNKNOWN'),
  },
  {
    id: 'agency-active',
    stage: 2,
    cites: 'The charter: a suspended member neither gives nor receives',
    asks: 'request',
    judge: (c) => (caller(c)?.status === 'active' ? undefined : code('AGENCY_INACTIVE')),
  },
  {
    id: 'conflict-of-interest',
    stage: 3,
    cites: 'NHS confidentiality audit guidance: own, family’s and friends’ records',
    asks: 'request',
    opening: 'conflict',
    judge: (c) =>
      someSubject(c, ({ person }) => person.conflicts.some(({ worker }) => worker === c.request.worker))
        ? { code: 'CONFLICT_OF_INTEREST', obligations: ['ALERT'] }
        : undefined,
  },
  {
    id: 'worker-excluded-from-person',
    stage: 3,
    cites: 'Limited access offender practice (HMPPS): exclusion of a named member of staff',
    asks: 'request',
    judge: (c) =>
      someSubject(c, ({ restrictions }) =>
        restrictions.some(
          ({ kind, categories, workers }) =>
            kind === 'named-worker-exclusion' && categories === undefined && workers.includes(c.request.worker),
        ),
      )
        ? code('WORKER_EXCLUDED')
        : undefined,
  },
  {
    id: 'relationship',
    stage: 3,
    cites: 'Common law duty of confidence; NHS legitimate relationship; Caldicott principle 4',
    asks: 'request',
    opening: 'relationship',
    judge: (c) =>
      someSubject(c, (subject) => any(c.policy['reason-to-deal'], (rule) => rule.judge(c, subject)))
        ? undefined
        : code('NO_RELATIONSHIP'),
  },
  {
    id: 'role-in-some-flow',
    stage: 3,
    cites: 'WASPI ISP, information reference table: the roles of the recipient',
    asks: 'request',
    opening: 'entry',
    judge: (c, ownItemShows) =>
      forPurpose(c).length > 0 && !any(c.policy.entry, (rule) => rule.judge(c, ownItemShows))
        ? code('ROLE_NOT_IN_FLOW')
        : undefined,
  },
  {
    id: 'some-agreement',
    stage: 2,
    cites: 'ICO Data sharing code of practice; WASPI Accord',
    asks: 'request',
    opening: 'entry',
    judge: (c, ownItemShows) =>
      any(c.policy.entry, (rule) => rule.judge(c, ownItemShows)) ? undefined : code('NO_AGREEMENT'),
  },
];

/** A recorded reason to deal with a person. */
export const relationshipRules: readonly RuleOf<'reason-to-deal'>[] = [
  {
    id: 'worker-involved',
    stage: 3,
    cites: 'NHS legitimate relationship; the agency’s own caseload',
    asks: 'reason-to-deal',
    judge: (c, subject) => involved(c, subject).some(({ workers }) => workers.includes(c.request.worker)),
  },
  {
    id: 'agency-involved',
    stage: 3,
    cites: 'The agency’s registered roles: reach of the whole agency',
    asks: 'reason-to-deal',
    judge: (c, subject) => role(c)?.reach === 'agency' && involved(c, subject).length > 0,
  },
  {
    id: 'ground-stated',
    stage: 3,
    cites: 'Children Act 1989 s.47; Working Together to Safeguard Children: anyone may have to ask',
    asks: 'reason-to-deal',
    judge: (c) => c.request.ground !== undefined && forRole(c).some(({ flow }) => flow.route === 'duty'),
  },
];

/** What lets a caller in: something that could be for them. */
export const entryRules: readonly RuleOf<'entry'>[] = [
  {
    id: 'flow-for-role',
    stage: 2,
    cites: 'WASPI ISP, information reference table',
    asks: 'entry',
    judge: (c) => forRole(c).length > 0,
  },
  {
    id: 'own-records',
    stage: 2,
    cites: 'UK GDPR Art 4(7): a controller’s own records need no agreement',
    asks: 'entry',
    judge: (_c, ownItemShows) => ownItemShows(),
  },
];

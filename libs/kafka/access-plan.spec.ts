import fc from 'fast-check';
import { isDone, linesOf, planOf, type AccessPlan, type Grant, type Present, type Reader } from './index.js';
import { OPERATIONS } from './access-plan.js';

const readerOf = (agency: string, ...principals: readonly string[]): Reader => ({
  topic: `concord.${agency}.v1`,
  groupPrefix: `${agency}.`,
  principals,
});
const nothing: Present = { topics: [], grants: [] };
const onTopic = (agency: string, principal: string, operation: Grant['operation'] = 'READ'): Grant => ({
  principal,
  operation,
  on: 'topic',
  name: `concord.${agency}.v1`,
  pattern: 'literal',
  host: '*',
});

/** The broker after a plan was carried out. */
const after = ({ topics, grants }: Present, plan: AccessPlan): Present => ({
  topics: [...topics, ...plan.topics],
  grants: [...grants.filter((grant) => !plan.revoke.includes(grant)), ...plan.grant],
});

describe('who reads which topic', () => {
  it('is the partner alone, in groups that begin with its name', () => {
    const plan = planOf([readerOf('school', 'User:school')], nothing);
    expect(linesOf(plan)).toEqual([
      'make    topic concord.school.v1',
      'grant   User:school: READ on topic concord.school.v1',
      'grant   User:school: DESCRIBE on topic concord.school.v1',
      'grant   User:school: READ on group school.*',
    ]);
  });

  it('is nobody for whom there is no subscription, and the topic stays', () => {
    const there = after(nothing, planOf([readerOf('school', 'User:school')], nothing));
    const plan = planOf([readerOf('school')], there);
    expect(plan).toEqual({ topics: [], grant: [], revoke: there.grants, wider: [] });
  });

  it('is nobody whom somebody else let in by name', () => {
    const there = { topics: [], grants: [onTopic('school', 'User:police'), onTopic('school', 'User:police', 'WRITE')] };
    expect(planOf([readerOf('school')], there).revoke).toEqual(there.grants);
  });

  it('leaves the hub itself alone, and whatever is of nobody here', () => {
    const there = { topics: [], grants: [onTopic('school', 'User:hub', 'ALL'), onTopic('elsewhere', 'User:police')] };
    expect(isDone(planOf([readerOf('school')], there, 'User:hub'))).toBe(true);
  });

  it('says by which wider rules somebody reads as well', () => {
    const everywhere: Grant = { ...onTopic('school', 'User:monitor'), name: '*' };
    const prefixed: Grant = { ...onTopic('school', 'User:copy'), name: 'concord.', pattern: 'prefixed' };
    const unlike: Grant = { ...prefixed, name: 'orders.' };
    const plan = planOf([readerOf('school')], { topics: [], grants: [everywhere, prefixed, unlike] });
    expect(plan.wider).toEqual([everywhere, prefixed]);
    expect(isDone(plan)).toBe(true);
    expect(linesOf(plan)).toEqual([
      'beware  User:monitor: READ on topic *',
      'beware  User:copy: READ on topic concord.*',
    ]);
  });

  it('is as it should be once a plan was carried out, whatever was there before', () => {
    const agencies = ['school', 'health', 'police'];
    const agency = fc.constantFrom(...agencies);
    const grant = fc.record<Grant>({
      principal: agency.map((name) => `User:${name}`),
      operation: fc.constantFrom(...OPERATIONS),
      on: fc.constantFrom('topic', 'group'),
      name: fc.oneof(
        agency.map((name) => `concord.${name}.v1`),
        agency.map((name) => `${name}.`),
      ),
      pattern: fc.constantFrom('literal', 'prefixed'),
      host: fc.constantFrom('*', '10.0.0.1'),
    });
    fc.assert(
      fc.property(
        fc.subarray(agencies),
        fc.subarray(agencies.map((name) => `concord.${name}.v1`)),
        fc.array(grant),
        (subscribed, topics, grants) => {
          const readers = agencies.map((name) =>
            readerOf(name, ...(subscribed.includes(name) ? [`User:${name}`] : [])),
          );
          const then = after({ topics, grants }, planOf(readers, { topics, grants }));
          expect(isDone(planOf(readers, then))).toBe(true);
        },
      ),
    );
  });
});

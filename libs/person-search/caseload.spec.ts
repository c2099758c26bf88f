import type { CaseloadEntry, CaseloadIndex } from '@hub/door';
import { aHub, asking } from '@hub/door/testing';
import { aFamily, HEALTH, involved, partnership, registered, SCHOOL } from '@hub/facts/testing';
import { caseload, type CaseloadQuestion } from './index.js';

/** What a projection would have listed, whatever has become of it since. */
const listing = (...people: readonly string[]): CaseloadIndex => ({
  page: async (_of, after, limit) => {
    const rest = people.filter((personId) => after === undefined || personId > after);
    return Promise.resolve(
      rest
        .slice(0, limit)
        .map((personId): CaseloadEntry => ({ personId, families: ['f1'], since: '2026-01-01T00:00:00.000Z' })),
    );
  },
});

let questions = 0;
const question = (change: Partial<CaseloadQuestion> = {}): CaseloadQuestion => ({
  id: `l${String((questions += 1))}`,
  asking,
  of: 'agency',
  ...change,
});

const settled = async () => {
  const hub = aHub();
  await hub.happened(
    ...partnership(),
    ...aFamily(),
    registered('p1', SCHOOL),
    involved('p1', SCHOOL),
    registered('p2', HEALTH),
  );
  return { ...hub, ...caseload({ ...hub.ports, index: listing('c1', 'p1', 'p2') }) };
};

describe('a caseload', () => {
  it('lists whom the agency works with, named as far as it has recorded them itself', async () => {
    const hub = await settled();
    const { people } = await hub.caseload(question());
    expect(people).toMatchObject([
      { personId: 'c1', families: ['f1'], says: [] },
      { personId: 'p1', says: [{ given: 'Given-p1' }, { dateOfBirth: '2018-03-04' }] },
    ]);
    expect(await hub.trail()).toMatchObject([{ type: 'CaseloadRead', data: { subjects: ['c1', 'p1'] } }]);
  });

  it('leaves out at once whom the agency works with no longer, although the index has not heard of it', async () => {
    const hub = await settled();
    await hub.happened({
      type: 'InvolvementEnded',
      data: { personId: 'p1', agencyId: SCHOOL, involvementId: 'p1-school', until: '2026-05-01T00:00:00.000Z' },
    });
    expect((await hub.caseload(question())).people.map(({ personId }) => personId)).toEqual(['c1']);
  });

  it('is paged, for the same caller and list alone', async () => {
    const hub = await settled();
    const first = await hub.caseload(question({ limit: 1 }));
    const after = first.next!;
    const second = await hub.caseload(question({ limit: 1, after }));
    expect([first, second].flatMap(({ people }) => people.map(({ personId }) => personId))).toEqual(['c1', 'p1']);
    expect((await hub.caseload(question({ limit: 1, after: second.next! }))).people).toEqual([]);
    await expect(hub.caseload(question({ after, of: 'worker' }))).rejects.toMatchObject({
      code: 'caseload/cursor-of-another-question',
    });
  });
});

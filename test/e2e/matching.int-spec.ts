import { withHub } from './hub.js';

const hub = withHub({ at: '2026-06-30T09:00:00.000Z' });

const ada = {
  name: { given: 'Ada', family: 'Example' },
  dateOfBirth: '2016-02-03',
  identifiers: [{ scheme: 'nhs-number', value: '9990000026' }],
};

describe('records of one person at two agencies', () => {
  const known: Record<string, string> = {};

  beforeAll(async () => {
    await hub().enrol('school', { sector: 'education', roles: { dsl: {}, steward: { functions: ['steward'] } } });
    await hub().enrol('health', { sector: 'health', roles: { visitor: {} } });
    known['one'] = (await hub().as('school', 'dsl').post('/people', ada).created()).id;
    known['other'] = (await hub().as('health', 'visitor').post('/people', ada).created()).id;
  });

  it('are proposed to a steward, with reasons and without values', async () => {
    const proposed = await hub().happened('MatchProposed');
    expect(await hub().waitFor(proposed.position)).toBe(true);
    const { items } = await hub().as('school', 'steward').get('/matches').expect(200);
    expect(items).toEqual([
      expect.objectContaining({ people: expect.arrayContaining([known['one'], known['other']]) }),
    ]);
    expect(JSON.stringify(items)).not.toMatch(/Example|9990000026/);
    known['match'] = items[0].matchId;
    await hub().as('school', 'dsl').get('/matches').refused(403);
  });

  it('are linked in both records once the steward has confirmed it', async () => {
    const steward = hub().as('school', 'steward');
    await steward.post(`/matches/${known['match']}/confirmations`).created();
    for (const person of [known['one'], known['other']])
      await hub().happened('PersonLinked', ({ stream }) => stream === `person-${person}`);
    const own = await hub()
      .as('school', 'dsl')
      .get(`/people/${known['one']}/view`, { purpose: 'early-help' })
      .expect(200);
    expect(own.items).toContainEqual(expect.objectContaining({ kind: 'identity' }));
    await steward.post(`/matches/${known['match']}/undoings`).created();
  });
});

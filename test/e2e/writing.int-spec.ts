import { randomUUID } from 'node:crypto';
import { withHub } from './hub.js';

const hub = withHub({ at: '2026-06-30T09:00:00.000Z' });

const ada = { name: { given: 'Ada', family: 'Example' }, dateOfBirth: '2016-02-03' };
const yesterday = '2026-06-29T09:00:00.000Z';

beforeAll(async () => {
  await hub().enrol('school', { sector: 'education', roles: { dsl: {}, head: { functions: ['administrator'] } } });
  await hub().enrol('health', { sector: 'health', roles: { visitor: {} } });
});

describe('writing', () => {
  it('registers a person with a recorded reason to deal with them', async () => {
    const { id } = await hub().as('school', 'dsl').post('/people', ada).created();
    const events = await hub().store.read(`person-${id}`);
    expect(events.map(({ type }) => type)).toEqual(['PersonRegistered', 'InvolvementRecorded']);
    expect(JSON.stringify(events)).not.toContain('Ada');
  });

  it('answers a repeat as it answered the first time', async () => {
    const school = hub().as('school', 'dsl');
    const key = randomUUID();
    const first = await school.post('/people', ada, { key }).created();
    const again = await school.post('/people', ada, { key });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.body).toEqual(first);
    await school.post('/people', { ...ada, dateOfBirth: '2016-02-04' }, { key }).refused(422, 'request/key-reused');
  });

  it('knows no difference between a person who is not there and one that is none of your business', async () => {
    const { id } = await hub().as('school', 'dsl').post('/people', ada).created();
    const health = hub().as('health', 'visitor');
    const note = (person: string) => ({
      category: 'health-visit',
      labels: [],
      passages: [{ text: 'a visit', subjects: [person], thirdParties: [] }],
    });
    await hub().storesNothing(async () => {
      const [withheld, absent] = [
        await health.post('/case-notes', note(id)),
        await health.post('/case-notes', note(randomUUID())),
      ];
      expect(withheld.status).toBe(404);
      expect({ ...withheld.body, instance: '' }).toEqual({ ...absent.body, instance: '' });
    });
    await health
      .post(`/people/${id}/involvements`, { workers: [], service: 'Health visiting', from: yesterday })
      .created();
    await health.post('/case-notes', note(id)).created();
  });

  it('drafts, proposes and signs an agreement', async () => {
    const head = hub().as('school', 'head');
    const terms = {
      title: 'Early help',
      kind: 'sharing',
      parties: ['school', 'health'],
      startsOn: yesterday,
      clauses: {},
      flows: [],
    };
    const { id, version } = await head.post('/agreements', { terms }).created();
    const proposed = await head.post(`/agreements/${id}/proposals`, { version }).created();
    expect(proposed.gaps.length).toBeGreaterThan(0);
    await head.post(`/agreements/${id}/signatures`, { version, capacity: 'headteacher' }).refused(428);
    await head.post(`/agreements/${id}/signatures`, { version, capacity: 'headteacher' }, { ifMatch: 0 }).refused(412);
    await head
      .post(`/agreements/${id}/signatures`, { version, capacity: 'headteacher' }, { ifMatch: proposed.revision })
      .created({ id });
  });

  it('stores nothing of what it refuses', async () => {
    const school = hub().as('school', 'dsl');
    await hub().storesNothing(async () => {
      await school.post('/people', {}).refused(400);
      await school.post('/people', { ...ada, extra: 1 }).refused(400);
      await school.post('/people', ada, { key: null }).refused(400);
      await school
        .post('/people', { ...ada, identifiers: [{ scheme: 'nhs-number', value: '1234567890' }] })
        .refused(422);
      await hub().as('school', 'nobody').post('/people', ada).refused(401);
    });
  });
});

import { agree, plainFlow } from '../e2e/agreed.js';
import { withHub, type Agent } from '../e2e/hub.js';

const hub = withHub();

const since = { from: '2026-06-01T00:00:00.000Z' };
const purpose = 'early-help';
const as = (agency: string, role: string): Agent => hub().as(agency, role);

/** Tells the hub something while its clock is so far ahead of PostgreSQL's that the log does not take its word. */
const ahead = async <T>(work: () => PromiseLike<T>): Promise<T> => {
  hub().clock.advance({ hours: 6 });
  try {
    return await work();
  } finally {
    hub().clock.advance({ hours: -6 });
  }
};

const register = (agency = 'health'): Promise<string> =>
  as(agency, 'nurse')
    .post('/people', { name: { given: 'Ada', family: 'Example' } })
    .created()
    .then(({ id }) => String(id));

beforeAll(async () => {
  const roles = { nurse: {}, dsl: {}, head: { functions: ['administrator'] } } as const;
  for (const id of ['school', 'health', 'police']) await hub().enrol(id, { roles });
});

describe('what a hub was told while its clock was ahead counts as soon as it is acknowledged:', () => {
  const look = (id: string, more: object = {}) => as('school', 'dsl').get(`/people/${id}/view`, { purpose, ...more });
  const deal = (id: string) =>
    as('school', 'dsl')
      .post(`/people/${id}/involvements`, { workers: [], service: 'School', ...since })
      .created();

  it('the last signature of an agreement', async () => {
    const parties = new Map(['school', 'health'].map((party) => [party, as(party, 'head')]));
    const flows = [plainFlow(1, { from: 'health', to: 'school', categories: ['identity'] })];
    await ahead(() => agree({ administrator: hub().administrator, parties, startsOn: since.from, flows }));
    const id = await register();
    await deal(id);
    await look(id).expect(200, { items: [{ kind: 'identity', source: 'health' }, { kind: 'involvement' }] });
  });

  it('who has registered somebody', async () => {
    const id = await ahead(() => register('police'));
    await as('police', 'nurse').get(`/people/${id}/view`, { purpose }).expect(200, { outcome: 'permit' });
    await as('police', 'nurse')
      .get('/caseload', { purpose })
      .expect(200, { items: [{ personId: id }] });
  });

  it('that telling would do harm', async () => {
    const id = await register();
    await deal(id);
    await look(id).expect(200, { items: [{ kind: 'identity' }, { kind: 'involvement' }] });
    const finding = { reviewOn: '2036-01-01T00:00:00.000Z', because: 'It would do harm.' };
    await ahead(() => as('health', 'nurse').post(`/people/${id}/harm-findings`, finding).created());
    await look(id).expect(200, { items: [{ kind: 'involvement' }] });
  });

  it('access in an emergency', async () => {
    const id = await register();
    const ask = { subjects: [id], because: 'At once.', minutes: 5 };
    const override = (await ahead(() => as('police', 'dsl').post('/overrides', ask).created())).id as string;
    await as('police', 'dsl').get(`/people/${id}/view`, { purpose }).refused(404);
    await as('police', 'dsl').get(`/people/${id}/view`, { purpose, override }).expect(200, { outcome: 'permit' });
  });

  it('that a restriction is lifted', async () => {
    const id = await register();
    await deal(id);
    const sealed = { kind: 'sealed', custodians: [], workers: [], ...since };
    const restriction = (await as('health', 'nurse').post(`/people/${id}/restrictions`, sealed).created()).id as string;
    await look(id).expect(200, { outcome: 'partial' });
    await ahead(() => as('health', 'nurse').post(`/people/${id}/restrictions/${restriction}/liftings`).created());
    await look(id).expect(200, { outcome: 'permit' });
  });
});

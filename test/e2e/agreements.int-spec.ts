import { randomUUID } from 'node:crypto';
import { revisionOf, withHub, type Agent } from './hub.js';

const hub = withHub({ at: '2026-06-30T09:00:00.000Z' });

const roles = {
  practitioner: {},
  ig: { functions: ['information-governance'] },
  steward: { functions: ['steward'] },
  head: { functions: ['administrator'] },
} as const;

const terms = {
  title: 'Early help',
  kind: 'sharing',
  parties: ['school', 'health'],
  startsOn: '2026-06-01T00:00:00.000Z',
  clauses: {},
  flows: [],
};

const as = (role: string, agency = 'school'): Agent => hub().as(agency, role);
const draft = async (agent: Agent): Promise<string> =>
  (await agent.post('/agreements', { terms }).created()).id as string;

beforeAll(async () => {
  for (const id of ['school', 'health', 'police']) await hub().enrol(id, { roles });
});

describe('an agreement', () => {
  it.each(['practitioner', 'steward'])('is no %s’s to draft, amend, propose, review or sign', async (role) => {
    const id = await draft(as('head'));
    const seen = { ifMatch: 0 };
    await hub().storesNothing(async () => {
      const code = 'request/role-not-allowed';
      await as(role).post('/agreements', { terms }).refused(403, code);
      await as(role).post(`/agreements/${id}/versions`, { terms }, seen).refused(403, code);
      await as(role).post(`/agreements/${id}/proposals`, { version: 1 }).refused(403, code);
      await as(role).post(`/agreements/${id}/reviews`, { reviewOn: '2027-01-01T00:00:00.000Z' }).refused(403, code);
      await as(role)
        .post(`/agreements/${id}/signatures`, { version: 1, capacity: 'headteacher' }, seen)
        .refused(403, code);
    });
  });

  it.each(['ig', 'head'])('is drafted, amended, proposed and reviewed by the %s of a party', async (role) => {
    const id = await draft(as(role));
    await as(role, 'health').post(`/agreements/${id}/versions`, { terms }, { ifMatch: 0 }).created({ version: 2 });
    await as(role).post(`/agreements/${id}/proposals`, { version: 2 }).created({ revision: 2 });
    await as(role).post(`/agreements/${id}/reviews`, { reviewOn: '2027-01-01T00:00:00.000Z' }).created();
  });

  it('is signed, suspended, resumed and ended by administrators alone', async () => {
    const id = await draft(as('head'));
    await as('head').post(`/agreements/${id}/proposals`, { version: 1 }).created();
    await hub().storesNothing(async () => {
      for (const role of ['practitioner', 'steward', 'ig'])
        for (const [what, body] of [
          ['signatures', { version: 1, capacity: 'headteacher' }],
          ['suspensions', { reason: 'breach' }],
          ['resumptions', { reason: 'put-right' }],
          ['endings', { reason: 'no-longer-needed' }],
        ] as const)
          await as(role)
            .post(`/agreements/${id}/${what}`, body, { ifMatch: 1 })
            .refused(403, 'request/role-not-allowed');
    });
  });

  it('is drafted between others by the partnership alone', async () => {
    await hub().storesNothing(() =>
      as('head', 'police').post('/agreements', { terms }).refused(403, 'agreement/not-a-party'),
    );
    await draft(hub().administrator);
  });

  it('is no stranger’s to amend or propose', async () => {
    const id = await draft(as('head'));
    await hub().storesNothing(async () => {
      const stranger = as('head', 'police');
      await stranger
        .post(`/agreements/${id}/versions`, { terms }, { ifMatch: 0 })
        .refused(403, 'agreement/not-a-party');
      await stranger.post(`/agreements/${id}/proposals`, { version: 1 }).refused(403, 'agreement/not-a-party');
    });
  });

  it('has an ETag of its own, which nothing that is recorded of others moves', async () => {
    const id = await draft(as('head'));
    expect(await revisionOf(as('practitioner'), `/agreements/${id}`)).toBe(0);
    const other = await draft(as('head'));
    await hub().enrol(`late-${randomUUID().slice(0, 8)}`, { roles: {} });
    await as('head').post(`/agreements/${other}/versions`, { terms }, { ifMatch: 0 }).created({ revision: 1 });
    expect(await revisionOf(as('practitioner'), `/agreements/${id}`)).toBe(0);
    await as('head').post(`/agreements/${id}/versions`, { terms }, { ifMatch: 0 }).created({ revision: 1 });
    await as('head').post(`/agreements/${id}/versions`, { terms }, { ifMatch: 0 }).refused(412);
    expect(await revisionOf(as('practitioner'), `/agreements/${id}`)).toBe(1);
  });
});

describe('a list of the register', () => {
  it.each(['agencies', 'agreements'])('goes on where the page before ended: %s', async (list) => {
    for (let count = 0; count < 3; count += 1) await draft(as('head'));
    const whole = await as('practitioner').get(`/${list}`).expect(200);
    expect(whole.page).toEqual({});
    const found: unknown[] = [];
    for (let after: string | undefined; ;) {
      const query = { limit: 2, ...(after !== undefined && { after }) };
      const { items, page } = await as('practitioner').get(`/${list}`, { query }).expect(200);
      found.push(...items);
      if (page.next === undefined) break;
      after = page.next;
    }
    expect(found).toEqual(whole.items);
    expect(found.length).toBeGreaterThan(2);
  });
});

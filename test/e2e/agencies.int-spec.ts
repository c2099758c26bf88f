import { withHub, type Agent, type Call } from './hub.js';

const hub = withHub({ at: '2026-06-30T09:00:00.000Z' });

const roles = {
  dsl: {},
  ig: { functions: ['information-governance'] },
  head: { functions: ['administrator'] },
} as const;
const person = { name: { given: 'Ada', family: 'Example' } };
const known = { person: '' };

const as = (role: string, agency = 'school'): Agent => hub().as(agency, role);
const reads = (agent: Agent): Call => agent.get(`/people/${known.person}/view`, { purpose: 'early-help' });
const removeRole = (by: Agent, code: string, agency = 'school'): Call =>
  by.post(`/agencies/${agency}/role-removals`, { code });
const removeClient = (by: Agent, clientId: string, agency = 'school'): Call =>
  by.post(`/agencies/${agency}/client-removals`, { clientId });

beforeAll(async () => {
  for (const id of ['school', 'health']) await hub().enrol(id, { roles });
  known.person = (await as('dsl').post('/people', person).created()).id;
});

describe('a role', () => {
  const again = { code: 'dsl', title: 'dsl', reach: 'agency', functions: ['practitioner'] };

  it('that is removed lets nobody in from then on, and once it is there again it does', async () => {
    await reads(as('dsl')).expect(200);
    await removeRole(as('head'), 'dsl').created({ id: 'school' });
    await hub().storesNothing(() => reads(as('dsl')).refused(401, 'identity/client-unknown'));
    await as('dsl').post('/people', person).refused(401, 'identity/client-unknown');
    await as('head')
      .get('/agencies/school')
      .expect(200, { roles: [{ code: 'ig' }, { code: 'head' }] });
    await as('head').post('/agencies/school/roles', again).created();
    await reads(as('dsl')).expect(200);
  });

  it('that is removed is entitled to nothing when a decision is explained', async () => {
    const asked = { role: 'dsl', worker: 'school-dsl', purpose: 'early-help', personId: known.person };
    const before = await as('ig').post('/decisions:explain', asked).expect(200);
    await removeRole(hub().administrator, 'dsl').created();
    const after = await as('ig').post('/decisions:explain', asked).expect(200);
    expect([before.outcome, after.outcome]).toEqual(['permit', 'deny']);
    await as('head').post('/agencies/school/roles', again).created();
  });

  it('is removed as often as somebody says so, and only its own agency’s', async () => {
    await removeRole(as('head', 'health'), 'dsl', 'health').created();
    await removeRole(as('head', 'health'), 'dsl', 'health').created();
    await reads(as('dsl')).expect(200);
  });

  it('is removed by an administrator of its agency or of the partnership, never by who acts in it', async () => {
    await hub().storesNothing(async () => {
      await removeRole(as('dsl'), 'ig').refused(403, 'request/role-not-allowed');
      await removeRole(as('head', 'health'), 'dsl').refused(403, 'request/not-your-agency');
      await removeRole(as('head'), 'head').refused(422, 'agency/acts-by-it');
      await removeRole(hub().administrator, 'administrator', 'partnership').refused(422, 'agency/acts-by-it');
      await removeRole(hub().administrator, 'dsl', 'nobody').refused(404);
      await as('head').post('/agencies/school/role-removals', {}).refused(400, 'request/not-valid');
    });
  });
});

describe('an agency that administers itself', () => {
  const head = { code: 'head', title: 'head', reach: 'agency' };
  const plain = { ...head, functions: ['practitioner'] };

  it('does not give up the last role in which somebody does', async () => {
    await hub().storesNothing(() =>
      as('head').post('/agencies/school/roles', plain).refused(422, 'agency/not-administered'),
    );
    await as('head')
      .post('/agencies/school/roles', { ...head, functions: ['practitioner', 'administrator'] })
      .created();
  });

  it('does not give up the role in which it asks: nobody may hold the other', async () => {
    const deputy = { ...head, code: 'deputy', functions: ['administrator'] };
    await as('head').post('/agencies/school/roles', deputy).created();
    await hub().storesNothing(() =>
      as('head').post('/agencies/school/roles', plain).refused(422, 'agency/not-administered'),
    );
    await as('deputy').post('/agencies/school/roles', plain).created();
    await as('deputy')
      .post('/agencies/school/roles', { ...head, functions: ['administrator'] })
      .created();
    await removeRole(as('head'), 'deputy').created();
  });

  it('is helped by the partnership, which may take it away and give it back, and keeps its own', async () => {
    await hub().administrator.post('/agencies/school/roles', plain).created();
    await as('head').post('/agencies/school/roles', plain).refused(403, 'request/role-not-allowed');
    await hub()
      .administrator.post('/agencies/school/roles', { ...head, functions: ['administrator'] })
      .created();
    const own = { ...plain, code: 'administrator' };
    await hub().storesNothing(() =>
      hub().administrator.post('/agencies/partnership/roles', own).refused(422, 'agency/not-administered'),
    );
  });
});

describe('a client', () => {
  it('that is removed speaks for nobody from then on, and once it is registered again it does', async () => {
    await removeClient(hub().administrator, 'client-of-school').created({ id: 'school' });
    await hub().storesNothing(() => reads(as('dsl')).refused(401, 'identity/client-unknown'));
    await as('ig', 'health').get('/agencies').expect(200);
    await hub().administrator.post('/agencies/school/clients', { clientId: 'client-of-school' }).created();
    await reads(as('dsl')).expect(200);
  });

  it('of another issuer stays when its namesake is removed', async () => {
    const issuer = 'https://login.example.org';
    const clients = '/agencies/school/client-removals';
    await as('head').post(clients, { clientId: 'client-of-school', issuer }).created();
    await reads(as('dsl')).expect(200);
  });

  it('is removed by an administrator of its agency or of the partnership, never by who calls with it', async () => {
    await hub().storesNothing(async () => {
      await removeClient(as('dsl'), 'client-of-school').refused(403, 'request/role-not-allowed');
      await removeClient(as('head', 'health'), 'client-of-school').refused(403, 'request/not-your-agency');
      await removeClient(as('head'), 'client-of-school').refused(422, 'agency/acts-by-it');
      await removeClient(hub().administrator, 'concord-partnership', 'partnership').refused(422, 'agency/acts-by-it');
      await removeClient(hub().administrator, 'client-of-school', 'nobody').refused(404);
    });
  });

  it('of one agency is not removed by another’s name', async () => {
    await removeClient(as('head', 'health'), 'client-of-school', 'health').created();
    await reads(as('dsl')).expect(200);
  });
});

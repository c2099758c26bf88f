import { randomUUID } from 'node:crypto';
import { agree, plainFlow } from './agreed.js';
import { revisionOf, withHub, type Agent } from './hub.js';

const hub = withHub({ at: '2026-06-30T09:00:00.000Z' });

const roles = {
  system: {},
  carer: { reach: 'caseload' },
  ig: { functions: ['information-governance'] },
  head: { functions: ['administrator'] },
} as const;
const note = 'org.concord.note.shared.v1';
const known = { agreement: '', ended: '' };

const as = (role: string, agency = 'school'): Agent => hub().as(agency, role);
const wanted = (more: object = {}) => ({
  agreementId: known.agreement,
  role: 'system',
  purpose: 'early-help',
  categories: ['attendance'],
  types: [note],
  delivery: 'pull',
  ...more,
});
const request = async (more: object = {}): Promise<string> =>
  (await as('ig').post('/subscriptions', wanted(more)).created({ revision: 0 })).id as string;
const approve = (id: string, by: Agent = hub().administrator) => by.post(`/subscriptions/${id}/approvals`, {});
const end = (id: string, by: Agent) => by.post(`/subscriptions/${id}/endings`, { reason: 'no-longer-needed' });
const statusOf = async (id: string, by = as('ig')): Promise<string> =>
  (await by.get(`/subscriptions/${id}`).expect(200)).status as string;

const agreed = async (purposes: readonly string[]): Promise<string> => {
  const flows = [
    plainFlow(1, { from: 'health', to: 'school', categories: ['attendance'], roles: ['system'], purposes }),
  ];
  const parties = new Map([
    ['health', as('head', 'health')],
    ['school', as('head')],
  ]);
  await agree({ administrator: hub().administrator, parties, startsOn: '2026-06-01T00:00:00.000Z', flows });
  const { items } = await as('head').get('/agreements').expect(200);
  const others = [known.agreement, known.ended];
  return (items as { id: string }[]).map(({ id }) => id).find((id) => !others.includes(id)) ?? '';
};

beforeAll(async () => {
  for (const id of ['school', 'health', 'police']) await hub().enrol(id, { roles });
  known.agreement = await agreed(['early-help', 'safeguarding', 'transition', 'education-support']);
  known.ended = await agreed(['early-help']);
  const ifMatch = await revisionOf(as('head'), `/agreements/${known.ended}`);
  await as('head').post(`/agreements/${known.ended}/endings`, { reason: 'replaced' }, { ifMatch }).created();
});

describe('a subscription', () => {
  it('is requested by the agency, approved by the partnership, ended by either, and counts its own changes', async () => {
    const id = await request();
    expect(await statusOf(id)).toBe('requested');
    await approve(id).created({ id, revision: 1 });
    await as('head')
      .get(`/subscriptions/${id}`)
      .expect(200, { id, agencyId: 'school', status: 'active', role: 'system', types: [note], delivery: 'pull' });
    expect(await revisionOf(as('head'), `/subscriptions/${id}`)).toBe(1);
    await end(id, as('head')).created({ revision: 2 });
    await as('ig').get(`/subscriptions/${id}`).expect(200, { status: 'ended', reason: 'no-longer-needed' });
    const other = await request();
    await approve(other).created();
    await end(other, hub().administrator).created();
  });

  it('that is approved takes the place of the one before, at once', async () => {
    const one = await request();
    await approve(one).created();
    const next = await request({ types: [note, 'org.concord.access.granted.v1'] });
    expect(await statusOf(one)).toBe('active');
    await approve(next).created();
    expect([await statusOf(one), await statusOf(next)]).toEqual(['ended', 'active']);
    await as('ig').get(`/subscriptions/${one}`).expect(200, { reason: 'replaced' });
    await end(next, as('head')).created();
  });

  it('is asked for by an administrator or information governance, and answered by the partnership alone', async () => {
    const id = await request({ purpose: 'safeguarding' });
    await hub().storesNothing(async () => {
      await as('system').post('/subscriptions', wanted()).refused(403, 'request/role-not-allowed');
      await as('system').get('/subscriptions').refused(403, 'request/role-not-allowed');
      await as('ig').post(`/subscriptions/${id}/endings`, { reason: 'other' }).refused(403, 'request/role-not-allowed');
      for (const what of ['approvals', 'refusals'])
        await as('head')
          .post(`/subscriptions/${id}/${what}`, what === 'refusals' ? { reason: 'other' } : {})
          .refused(403, 'request/not-your-agency');
    });
    await hub().administrator.post(`/subscriptions/${id}/refusals`, { reason: 'not-needed' }).created();
    await as('ig').get(`/subscriptions/${id}`).expect(200, { status: 'refused', reason: 'not-needed' });
    await approve(id).refused(422, 'subscription/not-waiting');
  });

  it('of another agency is one that does not exist', async () => {
    const id = await request({ purpose: 'transition' });
    const stranger = as('head', 'health');
    await hub().storesNothing(async () => {
      const withheld = await stranger.get(`/subscriptions/${id}`).refused(404, 'request/not-found');
      const absent = await stranger.get(`/subscriptions/${randomUUID()}`).refused(404, 'request/not-found');
      expect({ ...withheld, instance: '' }).toEqual({ ...absent, instance: '' });
      await end(id, stranger).refused(404, 'request/not-found');
      await approve(randomUUID()).refused(404, 'request/not-found');
    });
    await stranger.get('/subscriptions').expect(200, { items: [] });
    const { items } = await hub().administrator.get('/subscriptions').expect(200);
    expect(items).toContainEqual(expect.objectContaining({ id, agencyId: 'school' }));
    await end(id, as('head')).created();
  });

  it.each<[string, () => object, string]>([
    ['for a role with a caseload', () => ({ role: 'carer' }), 'subscription/role-without-reach'],
    ['for a role that is not there', () => ({ role: 'nobody' }), 'subscription/role-without-reach'],
    ['under an agreement that has ended', () => ({ agreementId: known.ended }), 'subscription/no-agreement'],
    ['under an agreement that is none', () => ({ agreementId: randomUUID() }), 'subscription/no-agreement'],
    ['for what no flow brings', () => ({ categories: ['attendance', 'behaviour'] }), 'subscription/no-flow'],
    ['for a purpose of no flow', () => ({ purpose: 'housing-support' }), 'subscription/no-flow'],
    ['by Kafka, where there is none', () => ({ delivery: 'kafka' }), 'subscription/no-topics'],
  ])('%s is refused', async (_, more, code) => {
    await hub().storesNothing(() => as('ig').post('/subscriptions', wanted(more())).refused(422, code));
  });

  it('under an agreement of others is refused', async () => {
    await hub().storesNothing(() =>
      as('ig', 'police').post('/subscriptions', wanted()).refused(422, 'subscription/no-agreement'),
    );
  });

  it('is not approved any more when its grounds have gone', async () => {
    const id = await request({ purpose: 'education-support' });
    await as('head').post('/agencies/school/role-removals', { code: 'system' }).created();
    await hub().storesNothing(() => approve(id).refused(422, 'subscription/role-without-reach'));
    const role = { code: 'system', title: 'system', reach: 'agency', functions: ['practitioner'] };
    await as('head').post('/agencies/school/roles', role).created();
    await approve(id).created();
    await end(id, as('head')).created();
  });

  it('is asked for once at a time, and a repeat gets its first answer', async () => {
    const key = randomUUID();
    const first = await as('ig').post('/subscriptions', wanted(), { key }).created();
    await as('head').post('/subscriptions', wanted()).refused(422, 'subscription/already-requested');
    await approve(first.id as string).created();
    expect(await as('ig').post('/subscriptions', wanted(), { key }).created()).toEqual(first);
    await approve(first.id as string).created({ revision: 1 });
    await approve(first.id as string).created({ revision: 1 });
    const stale = hub().administrator.post(
      `/subscriptions/${first.id as string}/endings`,
      { reason: 'breach' },
      { ifMatch: 0 },
    );
    await hub().storesNothing(() => stale.refused(412));
    await end(first.id as string, as('head')).created({ revision: 2 });
  });

  it('is ended, but not asked for, by an agency that is suspended', async () => {
    const id = await request();
    await approve(id).created();
    await hub().administrator.post('/agencies/school/suspensions', { reason: 'under-review' }).created();
    await hub().storesNothing(() => as('ig').post('/subscriptions', wanted()).refused(403, 'request/agency-suspended'));
    await end(id, as('head')).created();
    await hub().administrator.post('/agencies/school/reinstatements', { reason: 'reviewed' }).created();
  });

  it('stands in a list, page by page', async () => {
    const { items, page } = await as('ig')
      .get('/subscriptions', { query: { limit: 2 } })
      .expect(200);
    expect(items).toHaveLength(2);
    const rest = await as('ig')
      .get('/subscriptions', { query: { after: page.next as string } })
      .expect(200);
    const ids = [...items, ...rest.items].map(({ id }: { id: string }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
    expect(rest.page).toEqual({});
  });
});

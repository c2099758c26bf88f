/** A note is told under a consent and under a duty; the consent is withdrawn: whoever relied on it is told so, and says what became of it. */
import { acknowledge } from '@hub/partner-sdk';
import { agree, plainFlow } from './agreed.js';
import { withHub } from './hub.js';

const hub = withHub({ at: '2026-06-30T09:00:00.000Z' });

const governance = { functions: ['information-governance', 'administrator'] } as const;
const since = { from: '2026-06-01T00:00:00.000Z' };
const scope = { purposes: ['early-help'], exceptLabels: [], excludedAgencies: [], excludedWorkers: [] };
const duty = { kind: 'enquiry', reference: 'E-1' } as const;

const known: Record<string, string> = {};

const dsl = () => hub().as('school', 'dsl');
const officerOf = (agency: string) => hub().as(agency, 'ig');
const visitor = () => hub().as('health', 'visitor');

const caughtUp = async (): Promise<void> => {
  expect(await hub().waitFor(await hub().store.head())).toBe(true);
};

interface Listed {
  readonly id: string;
}

const recalls = async (agency: string, query: Record<string, string> = {}): Promise<readonly Listed[]> => {
  await caughtUp();
  const { items } = await officerOf(agency).get('/recalls', { query }).expect(200);
  return items as readonly Listed[];
};

beforeAll(async () => {
  for (const [id, role, sector] of [
    ['school', 'dsl', 'education'],
    ['police', 'officer', 'police'],
    ['health', 'visitor', 'health'],
  ] as const)
    await hub().enrol(id, { sector, roles: { [role]: {}, ig: governance } });
  await hub().administrator.post('/agencies/partnership/roles', {
    ...{ code: 'auditor', title: 'Auditor', reach: 'agency', ...governance },
  });
  await agree({
    administrator: hub().administrator,
    parties: new Map(['school', 'police', 'health'].map((agency) => [agency, officerOf(agency)])),
    startsOn: since.from,
    flows: [
      plainFlow(1, {
        ...{ from: 'health', to: 'school', categories: ['health-visit'], route: 'consent' },
        ...{ basis: { article6: 'a' }, consentRequired: true },
      }),
      plainFlow(2, {
        ...{ from: 'health', to: 'police', categories: ['health-visit'], route: 'duty', roles: ['officer'] },
        ...{ purposes: ['safeguarding'], basis: { article6: 'c' } },
      }),
    ],
  });
  const born = { name: { given: 'Ada', family: 'Example' }, dateOfBirth: '2008-02-03' };
  const child = (await visitor().post('/people', born).created()).id;
  for (const worker of [dsl(), hub().as('police', 'officer')])
    await worker.post(`/people/${child}/involvements`, { workers: [], service: 'team', ...since }).created();
  const consent = { subject: child, grantor: child, capacity: 'self', decision: 'permit', scope, ...since };
  known['consent'] = (
    await visitor()
      .post('/consents', { ...consent, effectiveAt: '2026-06-29T10:00:00.000Z' })
      .created()
  ).id;
  const passages = [{ text: 'Ada is settling well.', subjects: [child], thirdParties: [], location: 'checked' }];
  const note = { category: 'health-visit', labels: [], passages };
  known['note'] = (await visitor().post('/case-notes', note).created()).id;
  known['child'] = child;
  const agreements = await officerOf('school').get('/agreements').expect(200);
  const wanted = { role: 'dsl', purpose: 'early-help', categories: ['health-visit'], delivery: 'pull' };
  const { id } = await officerOf('school')
    .post('/subscriptions', { ...wanted, agreementId: agreements.items[0].id, types: ['org.concord.note.shared.v1'] })
    .created();
  await hub().administrator.post(`/subscriptions/${id}/approvals`).created();
});

describe('a consent that is withdrawn', () => {
  it('recalls what the school was told because of it, and nothing of whoever was told under a duty', async () => {
    const view = `/people/${known['child']}/view`;
    await dsl().get(view, { purpose: 'early-help' }).expect(200);
    await hub().as('police', 'officer').get(view, { purpose: 'safeguarding', ground: duty }).expect(200);
    await visitor().get(view, { purpose: 'early-help' }).expect(200);
    await visitor().post(`/consents/${known['consent']}/withdrawals`, { subject: known['child'] }).created();
    await hub().happened('RecallRaised');
    const [recall, ...others] = await recalls('school');
    expect(others).toEqual([]);
    expect(recall).toEqual({
      ...{ id: expect.any(String), status: 'open', obligation: 'stop-using', overdue: false },
      ...{ subjects: [known['child']], references: [`note-${known['note']}`], disclosures: [] },
      ...{ raisedAt: '2026-06-30T09:00:00.000Z', due: '2026-07-05T09:00:00.000Z' },
    });
    expect(await recalls('police')).toEqual([]);
    expect(await recalls('health')).toEqual([]);
    known['recall'] = recall?.id ?? '';
    const told = await hub().happened('MessagesReleased', ({ data }) => JSON.stringify(data).includes('recall.raised'));
    expect(told.stream).toBe('feed-school');
    expect(told.data).toMatchObject({ messages: [{ message: { data: { recall: recall?.id } } }] });
  });

  it('says to nobody else that there is a recall, nor why there is one', async () => {
    const recall = `/recalls/${known['recall']}`;
    await officerOf('police').get(recall).refused(404);
    await officerOf('police').post(`${recall}/acknowledgements`, { outcome: 'done' }).refused(404);
    await dsl().get('/recalls').refused(403);
    await officerOf('school').get('/recalls/progress').refused(403);
    const { text } = await dsl().get(recall);
    expect(text).not.toMatch(/ConsentWithdrawn|cause|police/);
  });

  it('is refused by information governance alone, and for a lawful reason', async () => {
    const acknowledgements = `/recalls/${known['recall']}/acknowledgements`;
    const reason = 'legal-claim';
    await dsl().post(acknowledgements, { outcome: 'refused', reason }).refused(403);
    await officerOf('school').post(acknowledgements, { outcome: 'refused' }).refused(422, 'recall/reason-missing');
    await officerOf('school').post(acknowledgements, { outcome: 'refused', reason: 'because' }).refused(400);
  });

  it('is acknowledged by the library that partners use, once, however often it says so', async () => {
    dsl();
    const token = async (): Promise<string> =>
      (await hub().tokenFor(JSON.stringify(['school', 'dsl', 'school-dsl']))) ?? '';
    for (const _ of ['told', 'told again'])
      expect(await acknowledge({ url: hub().url, token }, known['recall']!, 'in-part')).toBe('acknowledged');
    expect(await recalls('school')).toMatchObject([{ status: 'open', acknowledged: { outcome: 'in-part' } }]);
  });

  it('is closed once the school says that it is done', async () => {
    const acknowledgements = `/recalls/${known['recall']}/acknowledgements`;
    const said = { outcome: 'in-part', because: 'the paper file is with the archive' };
    const { revision } = await dsl().post(acknowledgements, said).created();
    expect(await recalls('school')).toMatchObject([{ status: 'open', acknowledged: { outcome: 'in-part' } }]);
    await dsl().post(acknowledgements, { outcome: 'done' }, { ifMatch: 0 }).refused(412);
    await dsl().post(acknowledgements, { outcome: 'done' }, { ifMatch: revision }).created();
    expect(await recalls('school')).toEqual([]);
    await dsl()
      .get(`/recalls/${known['recall']}`)
      .expect(200, { status: 'closed', acknowledged: { outcome: 'done' } });
    const refusal = { outcome: 'refused', reason: 'legal-claim' };
    await officerOf('school').post(acknowledgements, refusal).refused(422, 'recall/closed');
  });

  it('leaves entries in the trail: for the school, and for health, of whose note it is', async () => {
    await caughtUp();
    for (const agency of ['school', 'health']) {
      const find = async (kind: string): Promise<unknown> => {
        const { items } = await officerOf(agency)
          .post('/disclosures:search', { kind, subject: known['child'] })
          .expect(200);
        return items;
      };
      expect(await find('recall')).toMatchObject([{ agency: 'school', items: [{ item: `note-${known['note']}` }] }]);
      expect(await find('recall-acknowledged')).toHaveLength(3);
    }
    const { items } = await officerOf('police').post('/disclosures:search', { kind: 'recall' }).expect(200);
    expect(items).toEqual([]);
    const entry = `/disclosures/${known['recall']}`;
    const shown = await officerOf('health').get(entry).expect(200);
    const said = { kind: 'recall-acknowledged' };
    expect(shown.items).toMatchObject([{ kind: 'recall', agency: 'school' }, said, said, said]);
    await officerOf('police').get(entry).refused(404);
  });
});

describe('a note that is corrected', () => {
  it('recalls the version that the police saw; overdue, it is an alert', async () => {
    const passages = [{ text: 'Ada is at home.', subjects: [known['child']], thirdParties: [], location: 'checked' }];
    const corrected = { passages, because: 'misheard' };
    await visitor().post(`/case-notes/${known['note']}/corrections`, corrected).created();
    await hub().happened('RecallRaised', ({ data }) => 'agencyId' in data && data.agencyId === 'police');
    expect(await recalls('police')).toMatchObject([{ obligation: 'stop-using', overdue: false }]);
    expect(await recalls('police', { overdue: 'true' })).toEqual([]);
    hub().clock.advance({ days: 6 });
    expect(await recalls('police', { overdue: 'true' })).toMatchObject([{ overdue: true }]);
    const health: unknown = await (await fetch(new URL('/health', hub().url))).json();
    expect(health).toMatchObject({ parts: { recalls: { up: true, overdue: true } } });
    const auditor = hub().as('partnership', 'auditor');
    await auditor
      .get('/recalls/progress')
      .expect(200, { raised: expect.any(Number), done: 1, refused: 0, overdue: expect.any(Number) });
  });

  it('is given up by an agency that has been suspended, too', async () => {
    await hub().administrator.post('/agencies/police/suspensions', { reason: 'breach' }).created();
    const [recall] = await recalls('police');
    const refusal = { outcome: 'refused', reason: 'court-order', because: 'kept by order of the court' };
    await officerOf('police')
      .post(`/recalls/${recall?.id ?? ''}/acknowledgements`, refusal)
      .created();
    expect(await recalls('police')).toEqual([]);
  });
});

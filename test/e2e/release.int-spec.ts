import { feedStream, type FeedEvent, type ReleasedMessage } from '@hub/disclosures';
import { CHOSEN_TYPES, wireForm } from '@hub/partner-messages';
import { agree, plainFlow } from './agreed.js';
import { withHub } from './hub.js';

const hub = withHub({ at: '2026-06-30T09:00:00.000Z' });

const administrator = { functions: ['administrator'] } as const;
const governance = { functions: ['information-governance'] } as const;
const known: Record<string, string> = {};

const messages = async (): Promise<readonly ReleasedMessage[]> =>
  (await hub().store.read<FeedEvent>(feedStream('school'))).flatMap((event) =>
    event.type === 'MessagesReleased' ? event.data.messages : [],
  );

const types = async (): Promise<readonly string[]> =>
  (await messages()).map(({ message }) => message.type.replace(/^org\.concord\.|\.v1$/g, ''));

/** What is told of something, once it has come into the feed. */
const released = async (type: string): Promise<ReleasedMessage> => {
  await hub().happened('MessagesReleased', ({ data }) =>
    (data as { messages: readonly ReleasedMessage[] }).messages.some(({ message }) => message.type.includes(type)),
  );
  return (await messages()).find(({ message }) => message.type.includes(type))!;
};

beforeAll(async () => {
  await hub().enrol('school', { sector: 'education', roles: { dsl: {}, ig: governance, head: administrator } });
  await hub().enrol('health', { sector: 'health', roles: { visitor: {}, ig: governance, head: administrator } });
  const [school, health] = [hub().as('school', 'dsl'), hub().as('health', 'visitor')];
  const flow = { from: 'health', to: 'school', categories: ['health-visit'], route: 'consent', consentRequired: true };
  await agree({
    administrator: hub().administrator,
    parties: new Map([
      ['school', hub().as('school', 'head')],
      ['health', hub().as('health', 'head')],
    ]),
    startsOn: '2026-06-01T00:00:00.000Z',
    flows: [plainFlow(1, { ...flow, basis: { article6: 'a' } })],
  });
  const { items } = await hub().as('school', 'ig').get('/agreements').expect(200);
  const [agreement] = items as readonly { id: string }[];
  const person = (given: string, dateOfBirth: string) => ({ name: { given, family: 'Example' }, dateOfBirth });
  const child = (await health.post('/people', person('Ada', '2021-02-03')).created()).id;
  const mother = (await health.post('/people', person('Bea', '1990-05-06')).created()).id;
  const since = { from: '2026-06-01T00:00:00.000Z' };
  await health.post(`/people/${child}/parental-responsibilities`, { holder: mother, how: 'birth', ...since }).created();
  await school.post(`/people/${child}/involvements`, { workers: [], service: 'Nursery', ...since }).created();
  const wanted = {
    ...{ agreementId: agreement!.id, role: 'dsl', purpose: 'early-help', delivery: 'pull' },
    ...{ categories: ['health-visit'], types: CHOSEN_TYPES },
  };
  const { id } = await hub().as('school', 'ig').post('/subscriptions', wanted).created();
  await hub().administrator.post(`/subscriptions/${id}/approvals`, {}).created();
  Object.assign(known, { child, mother, subscription: id });
});

describe('what partners are told', () => {
  it('is a note that health has recorded, by a reference, a category and a link', async () => {
    const health = hub().as('health', 'visitor');
    const consent = {
      ...{ subject: known['child'], grantor: known['mother'], capacity: 'parental-responsibility', decision: 'permit' },
      scope: { purposes: ['early-help'], exceptLabels: [], excludedAgencies: [], excludedWorkers: [] },
      ...{ from: '2026-06-01T00:00:00.000Z', effectiveAt: '2026-06-29T09:00:00.000Z' },
    };
    known['consent'] = (await health.post('/consents', consent).created()).id as string;
    const passages = [{ subjects: [known['child']], text: 'Walks well.', thirdParties: [], location: 'checked' }];
    const note = { category: 'health-visit', labels: [], effectiveAt: '2026-06-29T09:00:00.000Z', passages };
    known['note'] = (await health.post('/case-notes', note).created()).id as string;
    const { message, about } = await released('note.shared');
    expect(message).toMatchObject({
      source: '/northshire/concord',
      subject: expect.stringMatching(/^person\/[\w-]{43}$/),
      purpose: 'early-help',
      flow: 1,
      dataref: `/v1/feed/messages/${message.id}/content`,
      data: { category: 'health-visit', validfrom: '2026-06-29T09:00:00.000Z' },
    });
    expect(about).toMatchObject({ person: known['child'], subscriptionId: known['subscription'] });
    const wire = wireForm(message);
    for (const told of [...Object.values(known), 'Walks', 'Ada', 'Example']) {
      if (told !== known['subscription']) expect(wire).not.toContain(told);
    }
  });

  it('is that access has gone when the mother withdraws her consent', async () => {
    await hub()
      .as('health', 'visitor')
      .post(`/consents/${known['consent']}/withdrawals`, { subject: known['child'] })
      .created();
    const { message } = await released('access.withdrawn');
    expect(message).not.toHaveProperty('dataref');
    expect(await types()).toEqual([
      'consent.granted',
      'access.granted',
      'note.shared',
      'consent.withdrawn',
      'access.withdrawn',
    ]);
  });

  it('is in the trail of whoever was told, and of whoever it came from', async () => {
    expect(await hub().waitFor(await hub().store.head())).toBe(true);
    const filter = { subject: known['child'], kind: 'message' };
    const ask = async (agency: string) =>
      (await hub().as(agency, 'ig').post('/disclosures:search', filter).expect(200)).items as object[];
    const shared = {
      kind: 'message',
      agency: 'school',
      items: [expect.objectContaining({ item: `note-${known['note']}` })],
    };
    expect(await ask('school')).toContainEqual(expect.objectContaining({ ...shared, subjects: [known['child']] }));
    expect(await ask('health')).toContainEqual(expect.objectContaining({ ...shared, subjects: [] }));
  });

  it('is followed by a process that says how it is', async () => {
    const { parts } = (await (await fetch(`${hub().url}/health`)).json()) as { parts: Record<string, object> };
    expect(parts['release']).toEqual({ up: true });
  });
});

/** What is told under the link of a message, and under which name a partner knows a person. */
import type { ReleasedMessage } from '@hub/disclosures';
import { agree, plainFlow } from './agreed.js';
import { endSubscription, subscribe, tellByHand, voidByHand } from './feed-by-hand.js';
import { withHub, type Agent } from './hub.js';

const hub = withHub({ at: '2026-06-30T09:00:00.000Z' });
const since = { from: '2026-06-01T00:00:00.000Z' };
const purpose = 'early-help';
const known = { child: '', stranger: '', note: '', agreement: '' };
const as = (agency: string, role = 'dsl'): Agent => hub().as(agency, role);
const content = ({ messageId }: Pick<ReleasedMessage, 'messageId'>): string => `/feed/messages/${messageId}/content`;

const told = async (...messages: Parameters<typeof tellByHand>[2]): Promise<readonly ReleasedMessage[]> =>
  tellByHand(hub().store, 'school', messages);

const tellOne = async (message: Parameters<typeof tellByHand>[2][number]): Promise<ReleasedMessage> =>
  (await told(message))[0]!;

/** What an answer says, without when it was given and which entry it left. */
const saying = ({ asAt: _, disclosureId: __, ...said }: Record<string, unknown>) => said;

/** The last that was recorded of a reading; the hub may record something by itself meanwhile. */
const lastEntry = async (before: string) =>
  (await hub().store.page(before, 100)).findLast(({ stream }) => stream.startsWith('disclosure-'));

beforeAll(async () => {
  const roles = { dsl: {}, head: { functions: ['administrator'] } } as const;
  for (const id of ['school', 'health', 'police']) await hub().enrol(id, { sector: 'education', roles });
  await agree({
    administrator: hub().administrator,
    parties: new Map(['school', 'health'].map((party) => [party, as(party, 'head')])),
    startsOn: since.from,
    flows: [plainFlow(1, { from: 'health', to: 'school', categories: ['identity', 'attendance'] })],
  });
  const person = (given: string) => ({ name: { given, family: 'Example' }, dateOfBirth: '2015-02-03' });
  known.child = (await as('health').post('/people', person('Ada')).created()).id;
  known.stranger = (await as('health').post('/people', person('Zoe')).created()).id;
  await as('school')
    .post(`/people/${known.child}/involvements`, { workers: [], service: 'school', ...since })
    .created();
  const passages = [{ text: 'Late on Monday.', subjects: [known.child], thirdParties: [], location: 'checked' }];
  known.note = (await as('health').post('/case-notes', { category: 'attendance', labels: [], passages }).created()).id;
  for (const id of ['school', 'police']) await subscribe(hub().store, id);
});

describe('the link of a message', () => {
  it('to a note answers and records as the note itself does', async () => {
    const message = await tellOne({ person: known.child, note: known.note });
    const plain = await as('school').get(`/case-notes/${known.note}`, { purpose }).expect(200);
    const before = await hub().store.head();
    const answer = await as('school').get(content(message), { purpose }).expect(200);
    expect(JSON.stringify(answer.items)).toContain('Late on Monday.');
    expect(saying(answer)).toEqual(saying(plain));
    const entry = await lastEntry(before);
    expect(entry).toMatchObject({
      type: 'DisclosureMade',
      stream: `disclosure-${answer.disclosureId}`,
      data: { question: 'case-note', agencyId: 'school', items: [{ item: `note-${known.note}` }] },
    });
  });

  it('to a person answers and records as a view of the person does, page by page', async () => {
    const message = await tellOne({ type: 'org.concord.access.granted.v1', person: known.child });
    const plain = await as('school').get(`/people/${known.child}/view`, { purpose }).expect(200);
    const before = await hub().store.head();
    const answer = await as('school').get(content(message), { purpose }).expect(200);
    expect(saying(answer)).toEqual(saying(plain));
    expect(await lastEntry(before)).toMatchObject({ type: 'DisclosureMade', data: { question: 'person-view' } });

    const first = await as('school')
      .get(content(message), { purpose, query: { limit: 1 } })
      .expect(200);
    const after = { limit: 1, after: first.page.next };
    const second = await as('school').get(content(message), { purpose, query: after }).expect(200);
    expect([first.items[0], second.items[0]]).toEqual([plain.items[0], plain.items[1]]);
  });

  it('to consents answers and records as the list of consents does', async () => {
    const message = await tellOne({ type: 'org.concord.consent.granted.v1', person: known.child });
    const plain = await as('school').get(`/people/${known.child}/consents`, { purpose }).expect(200);
    const before = await hub().store.head();
    const answer = await as('school').get(content(message), { purpose }).expect(200);
    expect(saying(answer)).toEqual(saying(plain));
    expect(await lastEntry(before)).toMatchObject({ type: 'DisclosureMade', data: { question: 'consents' } });
  });

  it('tells nobody but the agency that the message is for that there is one', async () => {
    const message = await tellOne({ person: known.child, note: known.note });
    const unknown = { messageId: '0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11' };
    for (const agency of ['police', 'health'])
      for (const one of [message, unknown]) {
        const { instance: _, ...problem } = await as(agency)
          .get(content(one), { purpose })
          .refused(404, 'request/not-found');
        expect(problem).toMatchObject({ title: 'there is no such record, or not for you' });
      }
    await as('school').get(content(unknown), { purpose }).refused(404, 'request/not-found');
    await as('school')
      .get(content({ messageId: 'not%20one' }), { purpose })
      .refused(404, 'request/not-found');
  });

  it('leads nowhere for a message about nobody, or one that is void', async () => {
    const [agreement, note] = await told(
      { type: 'org.concord.agreement.ended.v1' },
      { person: known.child, note: known.note },
    );
    await as('school').get(content(agreement!), { purpose }).refused(404, 'request/not-found');
    await as('school').get(content(note!), { purpose }).expect(200);
    await voidByHand(hub().store, 'school', note!);
    await as('school').get(content(note!), { purpose }).refused(404, 'request/not-found');
  });

  it('is a question like any other: it states a purpose, and is refused where that opens nothing', async () => {
    const message = await tellOne({ person: known.child, note: known.note });
    await as('school').get(content(message)).refused(403, 'request/purpose-missing');
    const before = await hub().store.head();
    await as('school').get(content(message), { purpose: 'housing-support' }).refused(404, 'request/not-found');
    expect(await lastEntry(before)).toMatchObject({ data: { question: 'case-note', items: [] } });
  });

  it('about somebody whom the agency has nothing to do with tells nothing, and that is recorded', async () => {
    const message = await tellOne({ type: 'org.concord.access.granted.v1', person: known.stranger });
    const before = await hub().store.head();
    await as('school').get(content(message), { purpose }).refused(404, 'request/not-found');
    expect(await lastEntry(before)).toMatchObject({ type: 'DisclosureDenied' });
  });
});

describe('of a person with several records', () => {
  const own = { id: '', other: '' };

  beforeAll(async () => {
    const governing = { code: 'steward', title: 'steward', reach: 'agency', functions: ['steward'] };
    await hub().administrator.post('/agencies/health/roles', governing).created();
    const twin = { name: { given: 'Gwen', family: 'Twin' }, dateOfBirth: '2014-05-06' };
    own.id = (await as('school').post('/people', twin).created()).id;
    own.other = (await as('health').post('/people', twin).created()).id;
    const { data } = await hub().happened('MatchProposed', (event) => JSON.stringify(event.data).includes(own.id));
    const { matchId } = data as { matchId: string };
    await as('health', 'steward').post(`/matches/${matchId}/confirmations`).created();
    for (const id of [own.id, own.other])
      await hub().happened('PersonLinked', ({ stream }) => stream === `person-${id}`);
  });

  it('a link asks for the one that the agency knows, wherever it has happened', async () => {
    const message = await tellOne({ type: 'org.concord.access.granted.v1', person: own.other });
    const before = await hub().store.head();
    const answer = await as('school').get(content(message), { purpose }).expect(200);
    expect(JSON.stringify(answer)).not.toContain(own.other);
    expect(await lastEntry(before)).toMatchObject({ data: { question: 'person-view', knownAs: [own.id] } });
  });

  it('the reference is that of the agency’s own record', async () => {
    await as('school').get(`/people/${own.other}/reference`).refused(404, 'request/not-found');
    await as('school')
      .post(`/people/${own.other}/involvements`, { workers: [], service: 'school', ...since })
      .created();
    const [one, other] = [
      await as('school').get(`/people/${own.id}/reference`).expect(200),
      await as('school').get(`/people/${own.other}/reference`).expect(200),
    ];
    expect(other).toEqual(one);
  });
});

describe('the reference of a person', () => {
  const reference = (agency: string, id: string) => as(agency).get(`/people/${id}/reference`);

  it('is given to an agency of a record in which something is its own, always the same, and to each another', async () => {
    const [school, again, health] = [
      await reference('school', known.child).expect(200),
      await reference('school', known.child).expect(200),
      await reference('health', known.child).expect(200),
    ];
    expect(school).toEqual({ reference: expect.stringMatching(/^person\/[\w-]{20,}$/) });
    expect(again).toEqual(school);
    expect(health.reference).not.toBe(school.reference);
  });

  it('does not say whether there is anybody else', async () => {
    for (const id of [known.stranger, '0b1f6f5e-6d0a-4c58-9a53-0d6f4f7f6f11'])
      await reference('school', id).refused(404, 'request/not-found');
    await reference('police', known.child).refused(404, 'request/not-found');
  });

  it('is no reading of the person, and leaves no entry', async () => {
    await hub().storesNothing(async () => reference('school', known.child).expect(200));
  });

  it('is not given to an agency that is suspended', async () => {
    await hub().administrator.post('/agencies/health/suspensions', { reason: 'under-review' }).created();
    await reference('health', known.child).refused(403, 'request/agency-suspended');
    await hub().administrator.post('/agencies/health/reinstatements', { reason: 'reviewed' }).created();
  });
});

describe('when it is over', () => {
  it('the links of an agency that is suspended tell nothing', async () => {
    const message = await tellOne({ person: known.child, note: known.note });
    await hub().administrator.post('/agencies/school/suspensions', { reason: 'under-review' }).created();
    await as('school').get(content(message), { purpose }).refused(404, 'request/not-found');
    await hub().administrator.post('/agencies/school/reinstatements', { reason: 'reviewed' }).created();
    await as('school').get(content(message), { purpose }).expect(200);
  });

  it('nor do those of an agency that is not subscribed any more; what it may read by itself it may read', async () => {
    const message = await tellOne({ person: known.child, note: known.note });
    await endSubscription(hub().store, 'school');
    await as('school').get(content(message), { purpose }).refused(404, 'request/not-found');
    await as('school').get(`/case-notes/${known.note}`, { purpose }).expect(200);
  });
});

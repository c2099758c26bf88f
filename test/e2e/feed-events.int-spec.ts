/** The feed as a partner's system fetches it. */
import { feedStream, type FeedEvent, type ReleasedMessage } from '@hub/disclosures';
import type { Recorded } from '@hub/eventsourcing';
import { toldBy } from '@hub/partner-feed';
import { CHOSEN_TYPES, wireForm, type PartnerMessage } from '@hub/partner-messages';
import { consume, feed, jwks, memoryStore } from '@hub/partner-sdk';
import { agree, plainFlow } from './agreed.js';
import { subscribe, tellByHand, type ByHand } from './feed-by-hand.js';
import { withHub, type Agent, type Answer, type Options } from './hub.js';

const START = '2026-06-30T09:00:00.000Z';
const hub = withHub({ at: START });
const since = { from: '2026-06-01T00:00:00.000Z' };
const purpose = 'early-help';
const known = { child: '' };
const as = (agency: string, role = 'system', worker?: string): Agent => hub().as(agency, role, worker);

const fetchEvents = (agency: string, query: Options['query'] = {}, worker?: string) =>
  as(agency, 'system', worker).get('/feed/events', { query, minPosition: null });

/** Where an answer says that the feed goes on. */
const nextIn = ({ headers }: Answer): string => {
  const [, address = ''] = /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '') ?? [];
  return new URL(address, hub().url).searchParams.get('after') ?? '';
};

const told = (agency: string, ...messages: readonly ByHand[]): Promise<readonly ReleasedMessage[]> =>
  tellByHand(hub().store, agency, messages, hub().clock.now().toISOString());

/** What the log says that an agency is told. */
const inLog = async (agency: string): Promise<readonly PartnerMessage[]> =>
  toldBy(await hub().store.read<FeedEvent>(feedStream(agency)));

const written = (messages: readonly PartnerMessage[]): string => `[${messages.map(wireForm).join(',')}]`;

/** The message about a note that health records, once it has been released to the school. */
const share = async (): Promise<ReleasedMessage & { readonly note: string }> => {
  const passages = [{ text: 'Late on Monday.', subjects: [known.child], thirdParties: [], location: 'checked' }];
  const recorded = { category: 'attendance', labels: [], passages };
  const note = (await as('health', 'dsl').post('/case-notes', recorded).created()).id as string;
  const isAbout = ({ about }: ReleasedMessage): boolean =>
    about?.items.some(({ stream }) => stream === `note-${note}`) === true;
  const messagesOf = ({ data }: Recorded) => (data as { messages?: readonly ReleasedMessage[] }).messages ?? [];
  const event = await hub().happened('MessagesReleased', (one) => messagesOf(one).some(isAbout));
  return { ...messagesOf(event).find(isAbout)!, note };
};

const subscribeTo = async (agency: string, agreementId: string): Promise<void> => {
  const grounds = { agreementId, role: 'system', purpose, categories: ['attendance'], types: CHOSEN_TYPES };
  const { id } = await as(agency, 'head')
    .post('/subscriptions', { ...grounds, delivery: 'pull' })
    .created();
  await hub().administrator.post(`/subscriptions/${id}/approvals`, {}).created();
};

/** The end of an agency's feed. */
const endOf = async (agency: string): Promise<string> => {
  let answer = await fetchEvents(agency);
  while (answer.text !== '[]') answer = await fetchEvents(agency, { after: nextIn(answer) });
  return nextIn(answer);
};

beforeAll(async () => {
  const of = <F extends string>(role: F) => ({ functions: [role] });
  const roles = { dsl: {}, head: of('administrator'), ig: of('information-governance'), system: of('system') };
  for (const id of ['school', 'health', 'police', 'council']) await hub().enrol(id, { sector: 'education', roles });
  await agree({
    administrator: hub().administrator,
    parties: new Map(['school', 'health', 'police'].map((party) => [party, as(party, 'head')])),
    startsOn: since.from,
    flows: ['school', 'police'].map((to, index) =>
      plainFlow(index + 1, {
        ...{ from: 'health', to, categories: ['identity', 'attendance'], roles: ['dsl', 'system'] },
      }),
    ),
  });
  const { items } = await as('school', 'head').get('/agreements').expect(200);
  const person = { name: { given: 'Ada', family: 'Example' }, dateOfBirth: '2015-02-03' };
  known.child = (await as('health', 'dsl').post('/people', person).created()).id;
  await as('school', 'dsl')
    .post(`/people/${known.child}/involvements`, { workers: [], service: 'school', ...since })
    .created();
  for (const id of ['school', 'police']) await subscribeTo(id, items[0].id as string);
  await subscribe(hub().store, 'council', 'kafka');
});

describe('the feed', () => {
  it('is every message of the log in order, byte for byte, page by page', async () => {
    for (let count = 0; count < 3; count += 1) await share();
    const all = await inLog('school');
    expect(all.length).toBeGreaterThanOrEqual(3);
    const whole = await fetchEvents('school');
    expect(whole.headers.get('content-type')).toMatch(/^application\/cloudevents-batch\+json; charset=utf-8$/i);
    expect(whole.text).toBe(written(all));

    const first = await fetchEvents('school', { limit: 2 });
    expect(first.text).toBe(written(all.slice(0, 2)));
    const second = await fetchEvents('school', { after: nextIn(first) });
    expect(second.text).toBe(written(all.slice(2)));
    const end = await fetchEvents('school', { after: nextIn(second) });
    expect([end.status, end.text, nextIn(end)]).toEqual([200, '[]', nextIn(second)]);
    expect((await fetchEvents('school', { after: nextIn(end) })).text).toBe('[]');
  });

  it('leads to what its messages are about', async () => {
    const { message } = await share();
    const link = (message as { dataref: string }).dataref;
    const answer = await as('school', 'dsl').get(link, { purpose }).expect(200);
    expect(JSON.stringify(answer)).toContain('Late on Monday.');
    const { reference } = await as('school', 'dsl').get(`/people/${known.child}/reference`).expect(200);
    expect(message.subject).toBe(reference);
  });

  it('is the agency’s own, whichever of its systems asks', async () => {
    const first = await fetchEvents('school', { limit: 1 });
    const other = await fetchEvents('school', { limit: 1, after: nextIn(first) }, 'another-system');
    expect(other.body).toEqual([expect.objectContaining({ sequence: 2 })]);
    expect((await fetchEvents('police')).text).toBe('[]');
    await fetchEvents('police', { after: nextIn(first) }).refused(400, 'request/cursor-not-valid');
  });

  it('leaves no entry: that it was told was recorded when it was released', async () => {
    await hub().storesNothing(async () => fetchEvents('school').expect(200));
  });

  it('waits where there is nothing, and tells what comes', async () => {
    const after = await endOf('school');
    const waiting = fetchEvents('school', { after, wait: 20 });
    const { message } = await share();
    const answer = await waiting;
    expect(answer.text).toBe(written([message]));
    expect(answer.headers.get('link')).toContain('&wait=20>');
    expect((await fetchEvents('school', { after: nextIn(answer), wait: 1 })).text).toBe('[]');
  });

  it('looks again who asks, after it has waited', async () => {
    const after = await endOf('school');
    const waiting = fetchEvents('school', { after, wait: 20 });
    await hub().administrator.post('/agencies/school/suspensions', { reason: 'under-review' }).created();
    await told('school', { type: 'org.concord.agreement.ended.v1' });
    await waiting.refused(403, 'request/agency-suspended');
    await hub().administrator.post('/agencies/school/reinstatements', { reason: 'reviewed' }).created();
  });

  it('has the void form in the place of a message whose permission has gone, also where it was fetched before', async () => {
    const after = await endOf('school');
    const [gone, stays, later] = [await share(), await share(), await share()];
    const inError = (note: string) =>
      as('health', 'dsl').post(`/case-notes/${note}/errors`, { because: 'another child' }).created();
    await inError(gone.note);
    const answer = await fetchEvents('school', { after });
    const [first, second, third] = answer.body as readonly Record<string, unknown>[];
    expect(first).toMatchObject({ id: gone.messageId, sequence: gone.sequence, void: true });
    for (const name of ['dataref', 'data', 'purpose', 'agreement']) expect(Object.keys(first!)).not.toContain(name);
    expect([second, third]).toEqual([stays.message, later.message]);

    await inError(later.note);
    // It is recalled as well, a moment later: then nothing more comes of it.
    await hub().happened('MessagesReleased', ({ data }) => JSON.stringify(data).includes('recall.raised'));
    const again = await fetchEvents('school', { after });
    expect(again.text.startsWith(written([first, second] as never).slice(0, -1))).toBe(true);
    expect(again.body[2]).toMatchObject({ id: later.messageId, void: true });
    expect((await fetchEvents('school')).text).toBe(written(await inLog('school')));
    const content = (id: string) => as('school', 'dsl').get(`/feed/messages/${id}/content`, { purpose });
    for (const one of [gone, later]) await content(one.messageId).refused(404, 'request/not-found');
    await content(stays.messageId).expect(200);

    expect(await hub().waitFor(await hub().store.head())).toBe(true);
    const sought = { subject: known.child, kind: 'void' };
    const { items } = await as('school', 'ig').post('/disclosures:search', sought).expect(200);
    const entry = { question: 'message', reasons: ['permission-gone'], subjects: [known.child] };
    // The other had been fetched before: its entry stands.
    expect(items).toMatchObject([entry]);
    const found = (items as readonly { disclosureId: string }[]).map(({ disclosureId }) => disclosureId);
    expect(found).toEqual([gone.messageId]);
  });
});

describe('whoever fetches the feed', () => {
  it('is a system of the agency, and no practitioner', async () => {
    for (const role of ['dsl', 'head'])
      await as('school', role).get('/feed/events').refused(403, 'request/role-not-allowed');
  });

  it('is of an agency that is subscribed to fetch it', async () => {
    for (const agency of ['health', 'council']) await fetchEvents(agency).refused(403, 'feed/not-subscribed');
  });

  it('waits no longer than the document says, for no more than it says', async () => {
    for (const query of [{ wait: 26 }, { limit: 201 }, { limit: 0 }])
      await fetchEvents('school', query).refused(400, 'request/not-valid');
  });
});

describe('a position', () => {
  const tell = (position: unknown, agency = 'school', role = 'system') =>
    as(agency, role).call('PUT', '/feed/position', {}, { position });

  it('is kept, and goes forward alone', async () => {
    const { last } = (await tell(0).expect(200)) as { last: number };
    expect(await tell(3).expect(200)).toEqual({ position: 3, last, lag: last - 3 });
    expect(await tell(1).expect(200)).toEqual({ position: 3, last, lag: last - 3 });
    await tell(last + 1).refused(422, 'feed/position-ahead');
    for (const position of [-1, 1.5, '2', null]) await tell(position).refused(400, 'request/not-valid');
    await tell(1, 'school', 'dsl').refused(403, 'request/role-not-allowed');
    await tell(0, 'council').refused(403, 'feed/not-subscribed');
  });

  it('is for the partnership to see: who is behind, and since when', async () => {
    await told('police', { type: 'org.concord.agreement.activated.v1' });
    const { items } = await hub().administrator.get('/feed/positions').expect(200);
    expect(items).toEqual([
      { agencyId: 'police', position: 0, last: 1, lag: 1, waitingSince: START },
      expect.objectContaining({ agencyId: 'school', position: 3, toldAt: START, waitingSince: START }),
    ]);
    await as('school', 'head').get('/feed/positions').refused(403, 'request/not-your-agency');
    await as('school').get('/feed/positions').refused(403, 'request/role-not-allowed');
  });
});

describe('a feed', () => {
  it('is read whole by the library that partners use, which fetches what its messages are about', async () => {
    await share();
    const last = (await inLog('school')).length;
    const tokenOf = async (role: string): Promise<string> =>
      (await hub().tokenFor(JSON.stringify(['school', role, `school-${role}`]))) ?? '';
    for (const role of ['system', 'dsl']) as('school', role);
    const handed: string[] = [];
    const contents: string[] = [];
    const consumer = await consume({
      from: feed({ url: hub().url, token: ({ worker }) => tokenOf(worker ?? 'system'), limit: 2, wait: 1 }),
      keys: jwks(`${hub().url}/.well-known/jwks.json`),
      store: memoryStore(),
      onEvent: async ({ id, type }, { fetch }) => {
        if (type === 'org.concord.note.shared.v1')
          contents.push(JSON.stringify(await fetch({ worker: 'dsl', purpose })));
        handed.push(id);
      },
      onRecall: ({ id }) => void handed.push(id),
      onVoid: ({ id }) => void handed.push(id),
    });
    while ((await consumer.state()).feeds[0]?.last !== last) await new Promise((resolve) => setTimeout(resolve, 50));
    await consumer.stop();
    // What the suite has told by hand is signed by nobody: it is handed to nobody, and its place is missing.
    const letters = await consumer.letters();
    const byHand = letters.map(({ text }) => (JSON.parse(text) as PartnerMessage).id);
    const genuine = (await inLog('school')).slice(0, last).filter(({ id }) => !byHand.includes(id));
    expect(letters.every(({ reason }) => reason === 'bad-signature')).toBe(true);
    expect(handed).toEqual(genuine.map(({ id }) => id));
    expect(contents.at(-1)).toContain('Late on Monday.');
    expect(await consumer.state()).toMatchObject({ waiting: 0, counters: { failures: 0, missed: byHand.length } });
  });
});

describe('with time', () => {
  it('a cursor goes on as long as what follows is kept, and is told then where to go on', async () => {
    const first = await fetchEvents('police', { limit: 1 });
    hub().clock.advance({ days: 80 });
    const [later] = await told('police', { type: 'org.concord.agreement.suspended.v1' });
    const kept = await fetchEvents('police', { after: nextIn(first) });
    expect(kept.text).toBe(written([later!.message]));
    const begun = await fetchEvents('police');
    expect(begun.body).toHaveLength(2);

    hub().clock.advance({ days: 11 });
    expect((await fetchEvents('police')).text).toBe(written([later!.message]));
    expect((await fetchEvents('police', { after: nextIn(first) })).text).toBe(written([later!.message]));
    hub().clock.advance({ days: 80 });
    const [newest] = await told('police', { type: 'org.concord.agreement.ended.v1' });
    const { cursor } = await fetchEvents('police', { after: nextIn(first) }).refused(410, 'feed/not-kept');
    expect((await fetchEvents('police', { after: cursor })).text).toBe(written([newest!.message]));
    expect((await fetchEvents('police', { after: nextIn(kept) })).text).toBe(written([newest!.message]));
  });

  it('a subscription that has ended takes the feed with it', async () => {
    const { items } = await as('police', 'head').get('/subscriptions').expect(200);
    await as('police', 'head').post(`/subscriptions/${items[0].id}/endings`, { reason: 'no-longer-needed' }).created();
    await fetchEvents('police').refused(403, 'feed/not-subscribed');
  });
});

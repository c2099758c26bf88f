/** What takes a partner's ground away between the release of a message and the moment at which it is fetched. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { feedStream, type FeedEvent, type ReleasedMessage } from '@hub/disclosures';
import { CHOSEN_TYPES, type PartnerMessage } from '@hub/partner-messages';
import { withPostgres } from '@hub/postgres/testing';
import type { Hub, HubOptions } from '../../apps/hub/start.js';
import { agree, plainFlow } from '../e2e/agreed.js';
import { agentOf } from '../e2e/agent.js';
import { ADMINISTRATOR_CLIENT, configOf } from '../e2e/config.js';
import { revisionOf, withHub, type Agent } from '../e2e/hub.js';
import { startOverheard } from '../logs/index.js';

const START = '2026-06-30T09:00:00.000Z';
const since = { from: '2026-01-01T00:00:00.000Z' };
const purpose = 'early-help';
const roles = { dsl: {}, head: { functions: ['administrator'] }, system: { functions: ['system'] } } as const;
const reason = 'other';

interface Reached {
  readonly as: (agency: string, role: string) => Agent;
  readonly store: Hub['store'];
}

const terms = (categories: readonly string[]) => ({
  ...{ title: 'Early help', kind: 'sharing', parties: ['school', 'health'], clauses: {} },
  ...{ startsOn: since.from, reviewOn: '2027-06-01T00:00:00.000Z' },
  flows: [plainFlow(1, { from: 'health', to: 'school', categories })],
});

/** A school that fetches what health records about a child. */
const subscribed = async ({
  as,
}: Reached): Promise<{
  child: string;
  agreement: string;
  subscribe: (categories?: readonly string[]) => Promise<string>;
}> => {
  const administrator = as('partnership', 'administrator');
  const parties = new Map(['school', 'health'].map((party) => [party, as(party, 'head')]));
  await agree({ administrator, parties, startsOn: since.from, flows: terms(['attendance', 'injury']).flows });
  const { items } = await as('school', 'head').get('/agreements').expect(200);
  const agreement = items[0].id as string;
  const child = (
    await as('health', 'dsl')
      .post('/people', { name: { given: 'Ada', family: 'Example' } })
      .created()
  ).id;
  await as('school', 'dsl')
    .post(`/people/${child}/involvements`, { workers: [], service: 'School', ...since })
    .created();
  const subscribe = async (categories: readonly string[] = ['attendance', 'injury']): Promise<string> => {
    const wanted = { agreementId: agreement, role: 'dsl', purpose, delivery: 'pull', types: CHOSEN_TYPES };
    const { id } = await as('school', 'head')
      .post('/subscriptions', { ...wanted, categories })
      .created();
    await administrator.post(`/subscriptions/${id}/approvals`, {}).created();
    return id as string;
  };
  return { child: child as string, agreement, subscribe };
};

const record = async ({ as }: Reached, child: string, category = 'attendance'): Promise<string> => {
  const passages = [{ text: 'Late on Monday.', subjects: [child], thirdParties: [], location: 'checked' }];
  return (await as('health', 'dsl').post('/case-notes', { category, labels: [], passages }).created()).id as string;
};

const released = async ({ store }: Reached): Promise<readonly ReleasedMessage[]> =>
  (await store.read<FeedEvent>(feedStream('school'))).flatMap((event) =>
    event.type === 'MessagesReleased' ? event.data.messages : [],
  );

const messageAbout = async (reached: Reached, note: string): Promise<ReleasedMessage> => {
  for (;;) {
    const found = (await released(reached)).find(({ about }) => about?.items[0]?.stream === `note-${note}`);
    if (found) return found;
    await sleep(20);
  }
};

describe('a partner whose ground goes while a message waits to be fetched', () => {
  const hub = withHub({ at: START });
  const reached = (): Reached => ({ as: (agency, role) => hub().as(agency, role), store: hub().store });
  const as = (agency: string, role: string): Agent => hub().as(agency, role);
  const known = { child: '', agreement: '', subscription: '' };
  let subscribe: (categories?: readonly string[]) => Promise<string>;

  beforeAll(async () => {
    for (const id of ['school', 'health']) await hub().enrol(id, { sector: 'education', roles });
    const { subscribe: again, ...found } = await subscribed(reached());
    subscribe = again;
    Object.assign(known, found, { subscription: await subscribe() });
  });

  const waiting = async (category?: string): Promise<string> =>
    (await messageAbout(reached(), await record(reached(), known.child, category))).messageId;
  const fetched = async (id: string): Promise<PartnerMessage | undefined> => {
    const { body } = await as('school', 'system').get('/feed/events');
    return (body as readonly PartnerMessage[]).find((message) => message.id === id);
  };
  const contentOf = (id: string) => as('school', 'dsl').get(`/feed/messages/${id}/content`, { purpose });

  it('is recalled what it has had, also where it fetches it once more before anybody has noticed', async () => {
    const note = await record(reached(), known.child);
    const { messageId: id } = await messageAbout(reached(), note);
    expect(await fetched(id)).toHaveProperty('dataref');
    await as('health', 'dsl').post(`/case-notes/${note}/errors`, { because: 'mistaken' }).created();
    expect(await fetched(id)).toMatchObject({ void: true });
    const { data } = await hub().happened('RecallRaised');
    expect(data).toMatchObject({ agencyId: 'school', obligation: 'delete' });
  });

  it('is told nothing while it is suspended, and is told what waited once it is not', async () => {
    const id = await waiting();
    await hub().administrator.post('/agencies/school/suspensions', { reason }).created();
    await as('school', 'system').get('/feed/events').refused(403, 'request/agency-suspended');
    expect((await contentOf(id)).text).not.toContain('Late');
    await hub().administrator.post('/agencies/school/reinstatements', { reason }).created();
    expect(await fetched(id)).toHaveProperty('dataref');
    await contentOf(id).expect(200);
  });

  it('is told nothing in a role that it does not have any more, and of what follows once it has it again', async () => {
    const id = await waiting();
    await as('school', 'head').post('/agencies/school/role-removals', { code: 'dsl' }).created();
    expect(await fetched(id)).toMatchObject({ void: true });
    const meanwhile = await record(reached(), known.child);
    await hub()
      .administrator.post('/agencies/school/roles', {
        code: 'dsl',
        title: 'dsl',
        reach: 'agency',
        functions: ['practitioner'],
      })
      .created();
    const later = await waiting();
    expect(await fetched(later)).toHaveProperty('dataref');
    expect(
      (await released(reached())).some(({ about }) =>
        about?.items.some(({ stream }) => stream === `note-${meanwhile}`),
      ),
    ).toBe(false);
  });

  it('is told nothing of what an agreement does not carry any more', async () => {
    const [injury, attendance] = [await waiting('injury'), await waiting('attendance')];
    const path = `/agreements/${known.agreement}`;
    const seen = { ifMatch: await revisionOf(as('health', 'head'), path) };
    const { version, revision } = await as('health', 'head')
      .post(`${path}/versions`, { terms: terms(['attendance']) }, seen)
      .created();
    let last = revision as number;
    ({ revision: last } = await as('health', 'head')
      .post(`${path}/proposals`, { version }, { ifMatch: last })
      .created());
    for (const party of ['health', 'school'])
      ({ revision: last } = await as(party, 'head')
        .post(`${path}/signatures`, { version, capacity: 'other' }, { ifMatch: last })
        .created());
    expect(await fetched(injury)).toMatchObject({ void: true });
    expect(await fetched(attendance)).toHaveProperty('dataref');
    await contentOf(injury).refused(404);
    await contentOf(attendance).expect(200);
  });

  it('is told nothing under a subscription that has ended, not even where another follows', async () => {
    const id = await waiting();
    await as('school', 'head')
      .post(`/subscriptions/${known.subscription}/endings`, { reason: 'no-longer-needed' })
      .created();
    await as('school', 'system').get('/feed/events').refused(403, 'feed/not-subscribed');
    await contentOf(id).refused(404);
    await subscribe(['attendance']);
    expect(await fetched(id)).toMatchObject({ void: true });
    expect(await fetched(await waiting())).toHaveProperty('dataref');
  });
});

describe('two hubs on one log', () => {
  const database = withPostgres();
  const kek = randomBytes(32).toString('base64');
  const folders: string[] = [];
  const users: { id: string; clientId: string; worker: string; role: string }[] = [];
  const hubs: Hub[] = [];

  const start = async (): Promise<Hub> => {
    const dataDir = mkdtempSync(join(tmpdir(), 'concord-two-feeds-'));
    folders.push(dataDir);
    const config: HubOptions['config'] = configOf(dataDir, database(), { kek });
    return (await startOverheard({ config, clock: () => new Date(), users })).hub;
  };
  const reachedBy = (hub: Hub): Reached => {
    const seen = { position: hub.store.start };
    const as = (agency: string, role: string): Agent => {
      const id = `${agency} ${role}`;
      const clientId = agency === 'partnership' ? ADMINISTRATOR_CLIENT : `client-of-${agency}`;
      if (!users.some((user) => user.id === id)) users.push({ id, clientId, worker: `${agency}-${role}`, role });
      return agentOf({ hub, seen, token: () => hub.tokenFor(id) });
    };
    return { as, store: hub.store };
  };

  beforeAll(async () => void hubs.push(await start(), await start()));
  afterAll(async () => {
    for (const hub of hubs) await hub.stop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  it('release each message once between them, in one order without a gap', async () => {
    const [one, other] = hubs.map(reachedBy) as [Reached, Reached];
    const administrator = one.as('partnership', 'administrator');
    for (const id of ['school', 'health']) {
      await administrator.post('/agencies', { id, name: id, sector: 'education', powers: [] }).created();
      for (const [code, { functions = ['practitioner'] }] of Object.entries<{ functions?: readonly string[] }>(roles))
        await administrator.post(`/agencies/${id}/roles`, { code, title: code, reach: 'agency', functions }).created();
      await administrator.post(`/agencies/${id}/clients`, { clientId: `client-of-${id}` }).created();
    }
    const { child, subscribe } = await subscribed(one);
    await subscribe();
    // Access has opened before: of what there is by then nothing is told note by note.
    const notes = [await record(one, child)];
    await messageAbout(one, notes[0]!);
    for (let round = 0; round < 10; round += 1)
      notes.push(...(await Promise.all([record(one, child), record(one, child), record(one, child)])));
    for (const note of notes) await messageAbout(other, note);
    const all = await released(one);
    expect(all.map(({ sequence }) => sequence)).toEqual(all.map((_, n) => n + 1));
    expect(new Set(all.map(({ messageId }) => messageId)).size).toBe(all.length);
    const told = all.filter(({ message: { type } }) => type === 'org.concord.note.shared.v1');
    expect(told.map(({ about }) => about!.items[0]!.stream).sort()).toEqual(notes.map((note) => `note-${note}`).sort());
    const { status } = await other.as('school', 'dsl').get(`/feed/messages/${told[0]!.messageId}/content`, { purpose });
    expect(status).toBeLessThan(500);
  });
});

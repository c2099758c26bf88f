/**
 * What partners' topics, and whatever stands beside them, tell of what was told to the hub: nothing but that something is there.
 *
 * A hub in a process of its own at its most talkative, a real broker, every topic and group of it, every message with its key
 * and headers. Three partners: two deal with a child, and one with nobody.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { feedStream, type FeedEvent } from '@hub/disclosures';
import type { EventStore } from '@hub/eventsourcing';
import { topics, type LoggedMessage } from '@hub/kafka';
import { whyNoOwnKafka, withOwnKafka } from '@hub/kafka/testing';
import { topicOf } from '@hub/partner-messages';
import { postgresEventStore } from '@hub/postgres';
import { runFolder, withPostgres } from '@hub/postgres/testing';
import { Kafka, logLevel } from 'kafkajs';
import type { Agent } from '../e2e/agent.js';
import { partnershipAt, startHubProcess, startIssuer, type HubProcess, type Partnership } from '../faults/hub/index.js';
import { keysOf, readingPartner } from '../faults/reading-partner.js';
import { describeUnless } from '../machine.js';
import { subscribePartners, tellInSecret, tellOfAChild, tellOnceMore, type RecordedIds } from './feed-run.js';
import { formsOf, secretsIn } from './forms.js';

const PARTNERS = ['school', 'surgery', 'stranger'] as const;
const purpose = 'early-help';
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

describeUnless(whyNoOwnKafka(), 'the feeds of partners', () => {
  const database = withPostgres();
  const kafka = withOwnKafka();
  const folder = runFolder('feed-leaks');
  let issuer: Awaited<ReturnType<typeof startIssuer>>;
  let hub: HubProcess;
  let store: EventStore;
  let partnership: Partnership;
  let ids: RecordedIds;
  let child = '';
  let unknown = '';
  const as = (agency: string, role: string): Agent => partnership.as(agency, role);

  const feedOf = (agency: string): Promise<readonly FeedEvent[]> => store.read<FeedEvent>(feedStream(agency));
  const releasedTo = async (agency: string) =>
    (await feedOf(agency)).flatMap((event) => (event.type === 'MessagesReleased' ? event.data.messages : []));

  const inTopic = async (agency: string): Promise<readonly LoggedMessage[]> => {
    const reading = topics({ brokers: kafka().brokers, clientId: 'test' });
    const found = await reading.sender().lastOf(topicOf(agency), 10_000);
    await reading.close();
    return found;
  };
  const bodies = (messages: readonly LoggedMessage[]): readonly Record<string, unknown>[] =>
    messages.map(({ value }) => JSON.parse(value) as Record<string, unknown>);

  /** Waits until a note has been told to both who deal with the child, and has left. */
  const told = async (note: string): Promise<void> => {
    const hasLeft = async (agency: string): Promise<boolean> => {
      const released = (await releasedTo(agency)).find(({ about }) => about?.items[0]?.stream === `note-${note}`);
      return released !== undefined && (await inTopic(agency)).some(({ value }) => value.includes(released.messageId));
    };
    for (const agency of ['school', 'surgery']) while (!(await hasLeft(agency))) await sleep(50);
  };

  /** The parts of the hub, once nothing is on its way to anybody: how much is would be a difference of a moment. */
  const healthWhenSent = async (): Promise<Record<string, object>> => {
    for (;;) {
      const { parts } = (await (await fetch(`${hub.url}/health`)).json()) as {
        parts: Record<string, { lag?: number }>;
      };
      if (parts['sending']?.lag === 0) return parts;
      await sleep(20);
    }
  };

  /** What a partner can ask of the hub about its feed, as it is answered now. */
  const doorsOf = async (agency: string): Promise<readonly unknown[]> => {
    const events = await as(agency, 'system').get('/feed/events', { query: { limit: 200 } });
    const parts = await healthWhenSent();
    const trail = await as(agency, 'ig').post('/disclosures:search', { kind: 'message' }).expect(200);
    const recalls = await as(agency, 'ig').get('/recalls').expect(200);
    return [
      ...[
        (await inTopic(agency)).map(({ key, value }) => key + value),
        events.text,
        events.headers.get('link')?.length,
      ],
      ...[recalls.items as unknown, trail.items as unknown],
      ...[(await as(agency, 'head').get('/asyncapi')).text, (await as(agency, 'head').get('/subscriptions')).text],
      ...['release', 'sending', 'topics', 'recalls'].map((name) => parts[name]),
    ];
  };

  beforeAll(async () => {
    issuer = await startIssuer();
    const dataDir = join(folder, 'data');
    hub = await startHubProcess({ dataDir, issuer, database: database(), brokers: kafka().brokers });
    store = postgresEventStore({ connectionString: database().appUrl, now: () => new Date().toISOString() });
    partnership = partnershipAt({ url: () => hub.url, issuer, isAfter: (a, b) => BigInt(a) > BigInt(b) });
    ids = await subscribePartners(partnership);
    child = await tellOfAChild(partnership, ids, told);
    for (const agency of ['school', 'surgery'])
      while (!(await releasedTo(agency)).some(({ message: { type } }) => type.includes('recall'))) await sleep(50);
    await told(await tellOnceMore(partnership, child));
  }, 180_000);
  afterAll(async () => {
    await hub.stop();
    await store.close();
    issuer.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('say nothing more when something happens that a partner may not see, not even by a number', async () => {
    const before = new Map<string, readonly unknown[]>();
    for (const agency of PARTNERS) before.set(agency, await doorsOf(agency));
    unknown = await tellInSecret(partnership, ids, child);
    const marker = await tellOnceMore(partnership, child);
    await told(marker);
    for (const agency of ['school', 'surgery']) {
      const released = await releasedTo(agency);
      const seen = (before.get(agency)![0] as readonly string[]).filter((text) => !text.startsWith('feed{')).length;
      // A recall of what it was told, and has gone, may still be on its way.
      const after = released.slice(seen).filter(({ message: { type } }) => !type.includes('recall'));
      expect(after.map(({ about, message: { type } }) => [type, about?.items[0]?.stream])).toEqual([
        ['org.concord.note.shared.v1', `note-${marker}`],
      ]);
      const [{ sequence, key, message }] = after as [(typeof after)[number]];
      expect(released.map((one) => one.sequence)).toEqual(released.map((_, n) => n + 1));
      const previous = released.findLast((one) => one.sequence < sequence && one.key === key)?.sequence;
      expect(message).toMatchObject({ previous });
    }
    // Whoever deals with nobody sees no difference at any door.
    expect(await doorsOf('stranger')).toEqual(before.get('stranger'));
    expect(await releasedTo('stranger')).toEqual([]);
  }, 120_000);

  it('hold no name, address, date of birth, number or word, and no id of the hub’s, in any form', async () => {
    const all = (await Promise.all(PARTNERS.map(inTopic))).flat();
    const types = ['access.granted', 'consent.granted', 'consent.withdrawn', 'family.linked', 'note.shared'];
    types.push('note.superseded', 'recall.raised');
    expect(bodies(all).map(({ type }) => type)).toEqual(
      expect.arrayContaining(types.map((type) => `org.concord.${type}.v1`)),
    );
    const whole = all.map(({ key, value, headers }) => `${key} ${value} ${JSON.stringify(headers)}`);
    const decoded = whole.flatMap((text) =>
      (text.match(/[\w-]{8,}/g) ?? []).map((part) => Buffer.from(part, 'base64url').toString('latin1')),
    );
    expect([...whole, ...decoded].flatMap((text) => secretsIn(text))).toEqual([]);
    const inner = [child, ...ids.inner].flatMap(formsOf);
    expect(inner.filter((form) => whole.join().includes(form))).toEqual([]);
    for (const { headers } of all) expect(Object.keys(headers)).toEqual(['content-type']);
  });

  it('name no other agency, neither whose it was nor who else is told', async () => {
    for (const agency of PARTNERS) {
      const text = (await inTopic(agency)).map(({ key, value }) => key + value).join();
      for (const other of [...PARTNERS, 'infirmary']) if (other !== agency) expect(text).not.toContain(other);
    }
  });

  it('have nothing in common where they are about the same child, but what is said of everybody', async () => {
    const leavesOf = (value: unknown): readonly string[] =>
      typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [String(value)];
    const saidTo = async (agency: string) => {
      const messages = (await inTopic(agency)).filter(({ key }) => key !== 'feed');
      return new Set([...messages.map(({ key }) => key), ...bodies(messages).flatMap(leavesOf)]);
    };
    const [school, surgery] = [await saidTo('school'), await saidTo('surgery')];
    const plain =
      /^(1\.0|\/\w+\/concord|org\.concord\..*|application\/json|https?:.*\/schemas\/.*|early-help|injury|delete|stop-using|true|\d{1,3})$/;
    const common = [...school].filter((text) => surgery.has(text) && !plain.test(text) && !INSTANT.test(text));
    expect(common).toEqual([]);
    const pseudonyms = [...school].filter((text) => /^person\//.test(text));
    // The child and whoever lives with it.
    expect(pseudonyms.length).toBeLessThanOrEqual(2);
  });

  it('stand on a broker whose topics and groups are named after agencies alone', async () => {
    const reader = await readingPartner('school', kafka().brokers, await keysOf(hub.url));
    await reader.upTo((await releasedTo('school')).length);
    expect(reader.gaps).toEqual([]);
    const admin = new Kafka({
      brokers: [...kafka().brokers],
      clientId: 'operator',
      logLevel: logLevel.NOTHING,
    }).admin();
    await admin.connect();
    const names = [...(await admin.listTopics()), ...(await admin.listGroups()).groups.map(({ groupId }) => groupId)];
    await admin.disconnect();
    await reader.consumer.stop();
    expect(names).toEqual(expect.arrayContaining(PARTNERS.map(topicOf)));
    expect(names.flatMap(secretsIn)).toEqual([]);
    expect([child, ...ids.inner].filter((id) => names.join().includes(id))).toEqual([]);
  });

  it('are of no use to another: a borrowed link is one of a message that does not exist', async () => {
    const linked = (await releasedTo('school')).filter(({ message }) => 'dataref' in message);
    const { messageId } = linked[0]!;
    const none = '01234567-0123-8123-8123-0123456789ab';
    const problemAt = async (agency: string, path: string): Promise<unknown> => {
      const { status, body } = await as(agency, 'dsl').get(path, { purpose });
      return { status, ...(body as object), instance: '' };
    };
    const contentOf = (id: string): string => `/feed/messages/${id}/content`;
    for (const agency of ['surgery', 'stranger']) {
      const borrowed = await problemAt(agency, contentOf(messageId));
      expect(borrowed).toMatchObject({ status: 404 });
      expect(borrowed).toEqual(await problemAt(agency, contentOf(none)));
    }
    for (const id of [child, unknown])
      expect(await problemAt('stranger', `/people/${id}/reference`)).toEqual(
        await problemAt('stranger', `/people/${none}/reference`),
      );
    const { items } = await as('school', 'head').get('/subscriptions').expect(200);
    const [{ id: subscription }] = items as [{ readonly id: string }];
    const ending = { reason: 'no-longer-needed' };
    await as('surgery', 'head').get(`/subscriptions/${subscription}`).refused(404);
    await as('surgery', 'head').post(`/subscriptions/${subscription}/endings`, ending).refused(404);
    await as('school', 'head').post(`/subscriptions/${subscription}/approvals`, {}).refused(403);
    const { headers } = await as('school', 'system').get('/feed/events', { query: { limit: 1 } });
    const [, after = ''] = /[?&]after=([^&>]+)/.exec(headers.get('link') ?? '') ?? [];
    await as('school', 'system')
      .get('/feed/events', { query: { after: decodeURIComponent(after) } })
      .expect(200);
    await as('surgery', 'system')
      .get('/feed/events', { query: { after: decodeURIComponent(after) } })
      .refused(400);
  });

  it('leave nothing of it in the log of the hub, nor in what it says of its health', async () => {
    const lines = hub.log().split('\n');
    expect(lines.some((line) => line.includes('from the Kafka client'))).toBe(true);
    const health = await (await fetch(`${hub.url}/health`)).text();
    expect([...lines, health].filter((line) => secretsIn(line).length > 0)).toEqual([]);
    for (const agency of PARTNERS) expect(health).not.toContain(agency);
  });
});

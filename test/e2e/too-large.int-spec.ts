/**
 * A broker that takes no message of some size: whoever a message like that concerns waits, everybody else is told, until the
 * partnership has looked at it; then what waited is told, in order.
 */
import { feedStream, type FeedEvent, type ReleasedMessage } from '@hub/disclosures';
import type { Recorded } from '@hub/eventsourcing';
import { topics } from '@hub/kafka';
import { whyNoOwnKafka, withOwnKafka } from '@hub/kafka/testing';
import { toldBy } from '@hub/partner-feed';
import { topicOf, wireForm, type PartnerMessage } from '@hub/partner-messages';
import { ConfigResourceTypes, Kafka } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import { keysOf, readingPartner } from '../faults/reading-partner.js';
import { describeUnless } from '../machine.js';
import { withHub } from './hub.js';
import { consentOf, noteAbout, subscribedSchool } from './subscribed-school.js';

const RECALLED = 'org.concord.recall.raised.v1';
/** More than a recall of this many notes is not taken, ordinary messages are. */
const NOTES = 20;
const NO_LONG_RECALL = 1_500;
/** What says that there is something is not taken, what keeps its place is. */
const NO_WHOLE_MESSAGE = 1_000;
const ANYTHING = 1_048_588;

type Sent = Exclude<PartnerMessage, { readonly type: 'org.concord.subscription.heartbeat.v1' }>;

describeUnless(whyNoOwnKafka(), 'a message that the broker takes for too large', () => {
  const kafka = withOwnKafka();
  const hub = withHub(() => ({
    at: '2026-06-30T09:00:00.000Z',
    kafka: { brokers: kafka().brokers, security: 'PLAINTEXT', replicas: 1, principals: { by: 'agencies' } },
  }));
  const known = { child: '', mother: '', consent: '' };
  const another = { child: '', mother: '' };
  const officer = () => hub().administrator;
  /** Notes about the other child that wait. */
  const late: string[] = [];
  const topic = topicOf('school');
  const keyOf = ({ subject }: Sent): string => subject.replace('person/', '');

  const until = async <T>(ask: () => Promise<T | undefined>): Promise<T> => {
    for (;;) {
      const found = await ask();
      if (found !== undefined) return found;
      await sleep(50);
    }
  };

  const feed = (): Promise<readonly Recorded<FeedEvent>[]> => hub().store.read<FeedEvent>(feedStream('school'));
  const released = async (): Promise<readonly ReleasedMessage[]> =>
    (await feed()).flatMap((event) => (event.type === 'MessagesReleased' ? event.data.messages : []));
  const ofNote = async (note: string): Promise<ReleasedMessage> =>
    until(async () =>
      (await released()).find(({ about }) => about?.items.some(({ stream }) => stream === `note-${note}`)),
    );

  const inTopic = async (): Promise<readonly Sent[]> => {
    const reading = topics({ brokers: kafka().brokers, clientId: 'test' });
    const found = await reading.sender().lastOf(topic, 100_000);
    await reading.close();
    return found
      .map(({ value }) => JSON.parse(value) as PartnerMessage)
      .filter((message): message is Sent => message.subject !== 'feed');
  };

  /** Waits until everything that the log leads to is in the topic, which is then what the feed says. */
  const allSent = async (isThere: (told: readonly PartnerMessage[]) => boolean): Promise<readonly Sent[]> =>
    until(async () => {
      const [told, sent] = [toldBy(await feed()), await inTopic()];
      if (!isThere(told) || sent.length < told.length) return undefined;
      expect(sent.map(wireForm)).toEqual(told.map(wireForm));
      return sent;
    });
  const holds = (...ids: readonly string[]) => allSent((told) => ids.every((id) => told.some((one) => one.id === id)));

  const health = async (): Promise<Record<string, object>> =>
    ((await (await fetch(`${hub().url}/health`)).json()) as { parts: Record<string, object> }).parts;
  const saysParked = (parked: number) =>
    until(async () => {
      const { sending, release } = await health();
      const wanted = parked === 0 ? { up: true } : { up: false, because: 'parked', parked };
      const isSo = JSON.stringify(release) === JSON.stringify(wanted);
      return isSo && (sending as { parked?: number }).parked === parked ? true : undefined;
    });

  /** As the broker's operator sets it; the broker has taken it in when this resolves. */
  const mostBytes = async (bytes: number): Promise<void> => {
    const admin = new Kafka({ brokers: [...kafka().brokers], clientId: 'operator' }).admin();
    await admin.connect();
    const of = { type: ConfigResourceTypes.TOPIC, name: topic };
    const configEntries = [{ name: 'max.message.bytes', value: String(bytes) }];
    await admin.alterConfigs({ validateOnly: false, resources: [{ ...of, configEntries }] });
    await until(async () => {
      const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [of] });
      const entries = resources.flatMap((one) => one.configEntries);
      return entries.some(
        ({ configName, configValue }) => configName === 'max.message.bytes' && configValue === String(bytes),
      )
        ? true
        : undefined;
    });
    await admin.disconnect();
  };

  const waiting = async () => (await officer().get('/feed/parked').expect(200)).items as readonly { key: string }[];
  const letGo = (key: string) => officer().post(`/feed/parked/${key}/releases`, { reason: 'repaired' }).created();

  const trail = async (kind: string, subject: string) => {
    expect(await hub().waitFor(await hub().store.head())).toBe(true);
    const { items } = await hub().as('school', 'ig').post('/disclosures:search', { kind, subject }).expect(200);
    return items as readonly { disclosureId: string; reasons: readonly string[] }[];
  };

  beforeAll(async () => {
    Object.assign(known, await subscribedSchool(hub, 'kafka'));
    const since = { from: '2026-06-01T00:00:00.000Z' };
    const person = (given: string, dateOfBirth: string) => ({ name: { given, family: 'Example' }, dateOfBirth });
    const visitor = hub().as('health', 'visitor');
    another.child = (await visitor.post('/people', person('Cai', '2020-04-05')).created()).id;
    another.mother = known.mother;
    const holder = { holder: known.mother, how: 'birth', ...since };
    await visitor.post(`/people/${another.child}/parental-responsibilities`, holder).created();
    const involved = { workers: [], service: 'Nursery', ...since };
    await hub().as('school', 'dsl').post(`/people/${another.child}/involvements`, involved).created();
    known.consent = await consentOf(hub, known);
    await consentOf(hub, another);
    for (let n = 0; n < NOTES; n += 1) await noteAbout(hub, known.child);
    const last = await ofNote(await noteAbout(hub, known.child));
    await holds(last.messageId);
  });

  it('parks whoever a recall is about, for that partner, and health says so; others’ messages go on', async () => {
    await mostBytes(NO_LONG_RECALL);
    const withdrawal = { subject: known.child };
    await hub().as('health', 'visitor').post(`/consents/${known.consent}/withdrawals`, withdrawal).created();
    await saysParked(1);
    const note = await ofNote(await noteAbout(hub, another.child));
    const [recall] = (await holds(note.messageId)).filter(({ type }) => type === RECALLED);
    expect(recall).toMatchObject({ void: true });
    expect(await waiting()).toMatchObject([{ key: keyOf(recall!), agencyId: 'school', because: 'too-large' }]);
  });

  it('is a recall that is told in full once somebody has put that right, and who that was is recorded', async () => {
    await mostBytes(ANYTHING);
    const [parked] = await waiting();
    await letGo(parked!.key);
    await saysParked(0);
    const { items } = await hub().as('school', 'ig').get('/recalls').expect(200);
    const [recall] = items as readonly { id: string; references: readonly string[] }[];
    const references = (told: readonly PartnerMessage[]) =>
      told.flatMap((one) => ('data' in one && 'references' in one.data ? one.data.references : [])).toSorted();
    const sent = await allSent((told) => references(told).length >= recall!.references.length);
    expect(references(sent)).toEqual(recall!.references.toSorted());
    expect((await feed()).find(({ type }) => type === 'PersonUnparked')).toMatchObject({
      data: { key: parked!.key, reason: 'repaired', by: 'partnership', worker: 'partnership-administrator' },
    });
  });

  it('parks a person with all that comes of them, also when the broker takes everything again', async () => {
    await mostBytes(NO_WHOLE_MESSAGE);
    late.push(await noteAbout(hub, another.child));
    await saysParked(1);
    await mostBytes(ANYTHING);
    for (let n = 0; n < 2; n += 1) late.push(await noteAbout(hub, another.child));
    await consentOf(hub, known, '2026-06-30T08:00:00.000Z');
    const last = await ofNote(await noteAbout(hub, known.child));
    const sent = await holds(last.messageId);
    const refused = await ofNote(late[0]!);
    expect(sent.filter((message) => keyOf(message) === refused.key).at(-1)).toMatchObject({
      ...{ id: refused.messageId, void: true },
    });
    expect(await trail('void', another.child)).toMatchObject([
      { disclosureId: refused.messageId, reasons: ['too-large'] },
    ]);
  });

  it('tells of them in order what waited, once they are let go; the trail has all of it, and a reader misses nothing', async () => {
    const refused = await ofNote(late[0]!);
    await letGo(refused.key);
    await saysParked(0);
    const told = async () =>
      (await released()).filter(({ key, sequence }) => key === refused.key && sequence > refused.sequence);
    const messages = await until(async () => ((await told()).length < late.length ? undefined : told()));
    const sent = await holds(...messages.map(({ messageId }) => messageId));
    expect(messages.flatMap(({ about }) => about!.items.map(({ item }) => item)).toSorted()).toEqual(
      late.map((note) => `note-${note}`).toSorted(),
    );
    const places = sent
      .flatMap((message) => (keyOf(message) === refused.key ? [message] : []))
      .slice(-messages.length - 1);
    expect(places.slice(1).map(({ previous }) => previous)).toEqual(
      places.slice(0, -1).map(({ sequence }) => sequence),
    );
    const entries = (await trail('message', another.child)).map(({ disclosureId }) => disclosureId);
    expect(entries).toEqual(expect.arrayContaining(messages.map(({ messageId }) => messageId)));
    const school = await readingPartner('school', kafka().brokers, await keysOf(hub().url));
    await school.upTo(sent.length);
    await school.consumer.stop();
    expect(school.handed.map(({ id }) => id)).toEqual(sent.map(({ id }) => id));
    expect(school.gaps).toEqual([]);
  });
});

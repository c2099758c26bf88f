import { Kafka } from 'kafkajs';
import { withdrawn } from '@hub/facts/testing';
import { withKafka, whyNoKafka } from '@hub/kafka/testing';
import { departuresInMemory } from '@hub/partner-feed/testing';
import { CONTENT_TYPE, topicOf, wireForm } from '@hub/partner-messages';
import { describeUnless } from '../../../test/machine.js';
import { aboutNote, aSchool, isMessage, many } from '../testing/a-school.js';
import { placesInMemory, type PublishingOptions } from '../testing/publishing.js';
import { until } from '../testing/until.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describeUnless(await whyNoKafka(), 'sending to topics of a real Kafka', () => {
  const kafka = withKafka();
  const schools: { stop(): Promise<unknown> }[] = [];
  const open = async (change: Partial<PublishingOptions> = {}) => {
    const school = await aSchool({ brokers: kafka().brokers, deadline: 6_000 }, change);
    schools.push(school);
    return school;
  };
  afterEach(() => Promise.all(schools.splice(0).map((one) => one.stop())));

  /** Does something to Kafka as its operator might. */
  const asOperator = async (work: (admin: ReturnType<Kafka['admin']>) => Promise<unknown>): Promise<void> => {
    const admin = new Kafka({ brokers: [...kafka().brokers], clientId: 'operator' }).admin();
    await admin.connect();
    await work(admin);
    await admin.disconnect();
  };

  /** A topic for which the broker refuses a large message, from its first on. */
  const takingLittle = (topic: string): Promise<void> => {
    const configEntries = [{ name: 'max.message.bytes', value: '9000' }];
    return asOperator((admin) => admin.createTopics({ waitForLeaders: true, topics: [{ topic, configEntries }] }));
  };

  /** Loses a topic; the broker has taken that in when this resolves. */
  const lose = (topic: string): Promise<void> =>
    asOperator(async (admin) => {
      await admin.deleteTopics({ topics: [topic] });
      while ((await admin.listTopics()).includes(topic));
    });

  it('puts what is told into the topic, in order, each under its key, after a heartbeat', async () => {
    const { sending, release, inTopic, told, allSent } = await open();
    await release(...many(3));
    await sending.start();
    await allSent();
    await release(...many(2));
    await allSent();
    const [heartbeat, ...messages] = await inTopic();
    expect(JSON.parse(heartbeat!.value)).toMatchObject({ subject: 'feed', data: { lastsequence: 0 } });
    expect(messages.map(({ value }) => value)).toEqual((await told()).map(wireForm));
    expect(messages.map(({ key }) => key)).toEqual([1, 2, 1, 1, 2].map((n) => `pseudonym-c${n}`));
    expect(messages.map(({ headers }) => headers)).toEqual(messages.map(() => ({ 'content-type': CONTENT_TYPE })));
  });

  it('sends a long backlog in batches, and voids in it what may not be told any more', async () => {
    const { sending, release, record, read, told, allSent } = await open();
    for (let batch = 0; batch < 3; batch += 1) await release(...many(60));
    await record([withdrawn('c1', 'k1')]);
    await sending.start();
    await allSent();
    const messages = (await read()).filter(isMessage);
    expect(messages).toHaveLength(180);
    expect(messages).toEqual(await told());
    expect(messages.map((message) => 'void' in message)).toEqual(messages.map((_, n) => n % 2 === 0));
  });

  it('sends nothing with a link of which the permission was gone before it was looked at, whoever withdraws meanwhile', async () => {
    const acknowledged = new Set<string>();
    const wronglyTold: string[] = [];
    let looks = 0;
    let withdraw = (_: number): Promise<void> => Promise.resolve();
    const school = await open({
      change: (parts) => ({
        ...parts,
        settle: async (agency, released) => {
          const gone = new Set(acknowledged);
          looks += 1;
          if (looks === 2 || looks === 3) void withdraw(looks - 1);
          const settled = await parts.settle(agency, released);
          settled.forEach((message, n) => {
            const { person } = released[n]!.about!;
            if (!('void' in message) && gone.has(person)) wronglyTold.push(person);
          });
          return settled;
        },
      }),
    });
    const { sending, release, record, read, allSent, told } = school;
    withdraw = async (n) => {
      await record([withdrawn(`c${n}`, `k${n}`)]);
      acknowledged.add(`c${n}`);
    };
    for (let batch = 0; batch < 4; batch += 1) await release(...many(90));
    await sending.start();
    await allSent();
    expect(acknowledged.size).toBe(2);
    expect(wronglyTold).toEqual([]);
    const messages = (await read()).filter(isMessage);
    expect(messages).toEqual(await told());
    expect(messages.slice(-60).every((message) => 'void' in message)).toBe(true);
  });

  it('goes on where the topic is, whatever is kept beside it', async () => {
    const places = placesInMemory();
    const { sending, school, release, read, told, allSent, publisher } = await open({
      change: (parts) => ({ ...parts, places }),
    });
    await release(...many(5));
    await sending.start();
    await allSent();
    await sending.stop();
    for (const kept of [undefined, { sequence: 3, revision: 0 }, { sequence: 99, revision: 7 }]) {
      if (kept) places.known.set(school, kept);
      else places.known.clear();
      await release(...many(2));
      const next = publisher().sending;
      await next.start();
      await allSent(next);
      await next.stop();
    }
    expect((await read()).filter(isMessage)).toEqual(await told());
  });

  it('fills a topic that has lost everything with what is young enough to be kept', async () => {
    const places = placesInMemory();
    const { sending, school, release, read, told, allSent, publisher, tick } = await open({
      change: (parts) => ({ ...parts, places }),
    });
    await release(...many(4));
    tick(10 * DAY);
    await release(...many(3));
    await sending.start();
    await allSent();
    await sending.stop();
    tick(5 * DAY);
    await release(...many(2));
    await lose(topicOf(school));
    const next = publisher().sending;
    await next.start();
    await allSent(next);
    expect((await read()).filter(isMessage)).toEqual((await told()).slice(4));
  });

  it('stands still before a topic that is ahead of the log', async () => {
    const [one, another] = [await open(), await open()];
    await one.release(...many(3));
    await one.sending.start();
    await one.allSent();
    const sender = another.kafka.sender();
    const topic = topicOf(another.school);
    await another.kafka.ensure({ name: topic, partitions: 1, replicas: 1, retentionMs: DAY });
    await sender.send(topic, [{ key: 'k', value: (await one.inTopic()).at(-1)!.value }]);
    await another.release(aboutNote());
    await another.sending.start();
    await until(
      async () => (await another.sending.health())['because'] === 'topic-ahead',
      () => another.sending.health(),
    );
    expect(await another.inTopic()).toHaveLength(1);
  });

  it('says every five minutes that the feed is alive, and which message is the last', async () => {
    const { sending, release, read, allSent, tick } = await open();
    await sending.start();
    await release(...many(2));
    await allSent();
    tick(4 * MINUTE);
    await release(...many(1));
    await allSent();
    tick(MINUTE);
    await release(...many(1));
    await allSent();
    const kinds = (await read()).map((message) => ('sequence' in message ? message.sequence : message.data));
    expect(kinds).toEqual([{ lastsequence: 0 }, 1, 2, 3, { lastsequence: 3 }, 4]);
  });

  it('says that the feed is alive also when the clock has been put back', async () => {
    const { sending, release, read, allSent, tick } = await open();
    await sending.start();
    await release(...many(1));
    await allSent();
    tick(-40 * DAY);
    await release(...many(1));
    await allSent();
    await release(...many(1));
    await allSent();
    const kinds = (await read()).map((message) => ('sequence' in message ? message.sequence : message.data));
    expect(kinds).toEqual([{ lastsequence: 0 }, 1, { lastsequence: 1 }, 2, 3]);
  });

  it('sets aside a message that is too large with its person, says so, and lets the others flow', async () => {
    const { sending, school, release, read, told, feed, allSent, lines } = await open();
    await takingLittle(topicOf(school));
    await release(...many(9), { ...aboutNote(2), padding: 20_000 }, ...many(9));
    await sending.start();
    await allSent();
    const messages = (await read()).filter(isMessage);
    expect(messages).toEqual(await told());
    expect(messages.filter((message) => 'void' in message).map(({ id }) => id)).toEqual([messages[9]!.id]);
    expect((await feed()).at(-1)).toMatchObject({
      type: 'PersonParked',
      data: { key: 'pseudonym-c2', person: 'c2', because: 'too-large' },
    });
    expect(await sending.health()).toMatchObject({ up: true, lag: 0, parked: 1 });
    expect(lines).toContainEqual(expect.stringMatching(/"level":"error".*"sequence":10.*could not be sent/));
    expect(lines.join()).not.toMatch(/c2|xxx/);
  });

  it('says of what is not taken whether it may have left before: what a topic had that is lost has', async () => {
    const { sending, school, release, feed, allSent, publisher } = await open({ departures: departuresInMemory() });
    const topic = topicOf(school);
    const large = { ...aboutNote(2), padding: 20_000 };
    await release(...many(2), large);
    await sending.start();
    await allSent();
    await sending.stop();
    await lose(topic);
    await takingLittle(topic);
    const next = publisher().sending;
    await next.start();
    await allSent(next);
    await release({ ...aboutNote(1), padding: 20_000 });
    await allSent(next);
    const voided = (await feed()).flatMap((event) => (event.type === 'MessageVoided' ? [event.data] : []));
    expect(voided.map(({ sequence, left = false }) => [sequence, left])).toEqual([
      [3, true],
      [4, false],
    ]);
  });

  it('holds up nobody for the sake of a partner whose topic is not as it has to be', async () => {
    const [other] = [await open()];
    const { sending, release, school, record, partner, store, allSent, kafka: topics } = other;
    const blocked = `${school}-b`;
    await topics.ensure({ name: topicOf(blocked), partitions: 3, replicas: 1, retentionMs: DAY });
    await record([{ type: 'AgencyRegistered', data: { agencyId: blocked, name: 'b', sector: 'council', powers: [] } }]);
    await partner(blocked).subscribed();
    await sending.start();
    await release(...many(20));
    await allSent();
    await until(
      async () => (await sending.going()).get(blocked)?.because === 'refused',
      async () => [...(await sending.going())],
    );
    expect((await sending.going()).get(school)).toEqual({ lag: 0, parked: 0 });
    expect(await sending.health()).toMatchObject({ up: false, partners: 2, because: 'refused' });
    await partner(blocked).ended();
    await until(
      async () => (await sending.health()).up,
      async () => [await sending.health(), await store.head()],
    );
  });
});

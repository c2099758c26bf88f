import { randomBytes } from 'node:crypto';
import { inMemoryEventStore } from '@hub/eventsourcing/testing';
import { withdrawn } from '@hub/facts/testing';
import { withKafka, whyNoKafka } from '@hub/kafka/testing';
import { CONTENT_TYPE, topicOf, wireForm, type PartnerMessage } from '@hub/partner-messages';
import { toldBy } from '@hub/partner-feed';
import { describeUnless } from '../../../test/machine.js';
import { agenciesFor, aChild } from '../testing/partnership.js';
import { placesInMemory, publishing, recording, type PublishingOptions } from '../testing/publishing.js';
import { until } from '../testing/until.js';

const MINUTE = 60_000;

const isMessage = (message: PartnerMessage): boolean => 'sequence' in message;

describeUnless(await whyNoKafka(), 'sending to topics of a real Kafka', () => {
  const kafka = withKafka();
  const running: { stop(): Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => one.stop()));
  });

  /** A school with a topic of its own, a child c1 with a note, and a clock that is moved by hand. */
  const aSchool = async (change: Partial<PublishingOptions> = {}) => {
    let time = Date.parse('2026-06-30T09:00:00.000Z');
    const clock = (): Date => new Date(time);
    const store = inMemoryEventStore({ now: () => clock().toISOString() });
    const school = `school-${randomBytes(4).toString('hex')}`;
    const record = recording(store);
    const start = (more: Partial<PublishingOptions> = {}) => {
      const options = { brokers: kafka().brokers, clientId: 'test', deadline: 6_000 };
      const made = publishing({ store, kafka: options, clock, ...change, ...more });
      running.push({ stop: () => made.sending.stop().then(() => made.kafka.close()) });
      return made;
    };
    const made = start();
    const partner = made.partner(school);
    await record([...agenciesFor(school), ...aChild(school, 1), ...aChild(school, 2)]);
    await partner.subscribed();
    const inTopic = async () => made.kafka.sender().lastOf(topicOf(school), 100_000);
    const read = async () => (await inTopic()).map(({ value }) => JSON.parse(value) as PartnerMessage);
    return {
      ...made,
      ...partner,
      ...{ school, store, record, start, inTopic, read },
      tick: (by: number) => void (time += by),
      /** Resolves once as much has been sent as is released. */
      allSent: (sending = made.sending) =>
        until(
          async () => {
            const going = (await sending.going()).get(school);
            return going !== undefined && going.lag === 0 && going.because === undefined;
          },
          async () => [...(await sending.going()), made.lines],
        ),
      told: async () => toldBy(await partner.feed()),
    };
  };

  const aboutNote = (n = 1) => ({ person: `c${n}`, items: [`note-n${n}`] });
  const many = (count: number) => Array.from({ length: count }, (_, n) => aboutNote(1 + (n % 2)));

  it('puts what is told into the topic, in order, each under its key, after a heartbeat', async () => {
    const { sending, release, inTopic, told, allSent } = await aSchool();
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
    const { sending, release, record, read, told, allSent } = await aSchool();
    for (let batch = 0; batch < 3; batch += 1) await release(...many(90));
    await record([withdrawn('c1', 'k1')]);
    await sending.start();
    await allSent();
    const messages = (await read()).filter(isMessage);
    expect(messages).toHaveLength(270);
    expect(messages).toEqual(await told());
    expect(messages.map((message) => 'void' in message)).toEqual(messages.map((_, n) => n % 2 === 0));
  });

  it('goes on where the topic is, whatever is kept beside it', async () => {
    const places = placesInMemory();
    const { sending, school, release, read, told, allSent, start } = await aSchool({
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
      const next = start().sending;
      await next.start();
      await allSent(next);
      await next.stop();
    }
    expect((await read()).filter(isMessage)).toEqual(await told());
  });

  it('says every five minutes that the feed is alive, and which message is the last', async () => {
    const { sending, release, read, allSent, tick } = await aSchool();
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

  it('sets aside a message that is too large with its person, says so, and lets the others flow', async () => {
    const { sending, release, read, told, feed, allSent, lines } = await aSchool();
    await release(aboutNote(1), { ...aboutNote(2), padding: 1_200_000 - 500_000 }, aboutNote(1));
    await release({ ...aboutNote(2), padding: 700_000 }, aboutNote(1));
    await sending.start();
    await allSent();
    expect((await feed()).map(({ type }) => type)).not.toContain('PersonParked');
    expect((await read()).filter(isMessage)).toEqual(await told());
    expect(lines.join()).not.toContain('could not be sent');
  });
});

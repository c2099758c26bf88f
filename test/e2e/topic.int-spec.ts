import { feedStream, type FeedEvent } from '@hub/disclosures';
import { topics, type LoggedMessage, type Topics } from '@hub/kafka';
import { whyNoKafka, withKafka } from '@hub/kafka/testing';
import { toldBy } from '@hub/partner-feed';
import { topicOf, wireForm } from '@hub/partner-messages';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeUnless } from '../machine.js';
import { withHub } from './hub.js';
import { consentThenNote, subscribedSchool } from './subscribed-school.js';

describeUnless(await whyNoKafka(), 'the topic of a partner', () => {
  const kafka = withKafka();
  const hub = withHub(() => ({
    at: '2026-06-30T09:00:00.000Z',
    kafka: { brokers: kafka().brokers, security: 'PLAINTEXT', replicas: 1, principals: { by: 'agencies' } },
  }));
  let reading: Topics;
  beforeAll(() => void (reading = topics({ brokers: kafka().brokers, clientId: 'test' })));
  afterAll(() => reading.close());

  const health = async () =>
    ((await (await fetch(`${hub().url}/health`)).json()) as { parts: Record<string, { lag?: number }> }).parts[
      'sending'
    ];

  const inTopic = async (isThere: (last: LoggedMessage) => boolean): Promise<readonly LoggedMessage[]> => {
    for (;;) {
      const found = await reading
        .sender()
        .lastOf(topicOf('school'), 1_000)
        .catch(() => []);
      const last = found.at(-1);
      if (last && isThere(last)) return found;
      await sleep(100);
    }
  };

  it('holds what health has recorded and what has gone, as the log says, and nothing of what it says', async () => {
    const people = await subscribedSchool(hub, 'kafka');
    const { consent } = await consentThenNote(hub, people);
    await inTopic(({ value }) => value.includes('note.shared'));
    const withdrawal = { subject: people.child };
    await hub().as('health', 'visitor').post(`/consents/${consent}/withdrawals`, withdrawal).created();
    const [heartbeat, ...messages] = await inTopic(({ value }) => value.includes('access.withdrawn'));
    expect(JSON.parse(heartbeat!.value)).toMatchObject({ type: 'org.concord.subscription.heartbeat.v1' });
    const feed = await hub().store.read<FeedEvent>(feedStream('school'));
    // A recall may have been released since.
    const told = toldBy(feed).slice(0, messages.length);
    expect(messages.map(({ value }) => value)).toEqual(told.map(wireForm));
    expect(JSON.stringify(messages, (_, value: unknown) => (typeof value === 'bigint' ? '' : value))).not.toMatch(
      new RegExp([people.child, people.mother, 'Ada', 'Example', 'Walks'].join('|')),
    );
    // What is in the topic is known to have been sent once the broker has answered.
    while ((await health())?.lag !== 0) await sleep(20);
    expect(await health()).toMatchObject({ up: true, partners: 1, parked: 0 });
  });
});

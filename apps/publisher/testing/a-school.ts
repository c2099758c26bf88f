import { randomBytes } from 'node:crypto';
import { inMemoryEventStore } from '@hub/eventsourcing/testing';
import type { KafkaOptions } from '@hub/kafka';
import { toldBy } from '@hub/partner-feed';
import { topicOf, type PartnerMessage } from '@hub/partner-messages';
import { agenciesFor, aChild } from './partnership.js';
import { publishing, recording, type PublishingOptions } from './publishing.js';
import { until } from './until.js';

export const isMessage = (message: PartnerMessage): boolean => 'sequence' in message;

/** What a reader keeps that looks at ids: of each the first, in the order in which they came. */
export const eachOnce = (messages: readonly PartnerMessage[]): readonly PartnerMessage[] => {
  const seen = new Map<string, PartnerMessage>();
  for (const message of messages.filter(isMessage)) if (!seen.has(message.id)) seen.set(message.id, message);
  return [...seen.values()];
};

/** The name of an agency that no other test has. */
export const someSchool = (): string => `school-${randomBytes(4).toString('hex')}`;

/**
 * A school with a topic of its own that is told of two children, over a log in memory and a clock that is moved by hand.
 * `stop` stops all that was started.
 */
export const aSchool = async (kafka: Omit<KafkaOptions, 'clientId'>, change: Partial<PublishingOptions> = {}) => {
  let time = Date.parse('2026-06-30T09:00:00.000Z');
  const clock = (): Date => new Date(time);
  const store = inMemoryEventStore({ now: () => clock().toISOString() });
  const school = someSchool();
  const record = recording(store);
  const started: { stop(): Promise<void> }[] = [];
  const publisher = (more: Partial<PublishingOptions> = {}) => {
    const made = publishing({ store, kafka: { ...kafka, clientId: 'test' }, clock, ...change, ...more });
    started.push({ stop: () => made.sending.stop().then(() => made.kafka.close()) });
    return made;
  };
  const made = publisher();
  const partner = made.partner(school);
  await record([...agenciesFor(school), ...aChild(school, 1), ...aChild(school, 2)]);
  await partner.subscribed();
  const inTopic = async () => made.kafka.sender().lastOf(topicOf(school), 100_000);

  return {
    ...made,
    ...partner,
    ...{ school, store, record, publisher, inTopic },
    tick: (by: number) => void (time += by),
    stop: () => Promise.all(started.map((one) => one.stop())),
    /** All that is in the topic, heartbeats too. */
    read: async () => (await inTopic()).map(({ value }) => JSON.parse(value) as PartnerMessage),
    /** Resolves once as much has been sent as is released. */
    allSent: (sending = made.sending) =>
      until(
        async () => {
          const going = (await sending.going()).get(school);
          return going !== undefined && going.lag === 0 && going.because === undefined;
        },
        async () => [...(await sending.going()), made.lines],
      ),
    /** What the partner is told, by the log. */
    told: async () => toldBy(await partner.feed()),
  };
};

/** A message about a child's note. */
export const aboutNote = (n = 1) => ({ person: `c${n}`, items: [`note-n${n}`] });

/** So many messages, about the two children in turn. */
export const many = (count: number) => Array.from({ length: count }, (_, n) => aboutNote(1 + (n % 2)));

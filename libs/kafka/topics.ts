import { asking, partitionsOf, type KafkaOptions } from './client.js';
import { KafkaFailure } from './failure.js';
import { openSender, type Sender } from './sender.js';

/** A topic as it has to be. The number of partitions stays what it was at the start: keys would move otherwise. */
export interface TopicSettings {
  readonly name: string;
  readonly partitions: number;
  readonly replicas: number;
  /** How long a message is kept. */
  readonly retentionMs: number;
}

/** What somebody who sends needs of Kafka; everything fails with a `KafkaFailure` within the deadline. */
export interface Topics {
  /** Makes a topic where there is none. One with another number of partitions is `refused`, and left as it is. */
  ensure(topic: TopicSettings): Promise<void>;
  /** A sender of its own: one request at a time in each, so that one for each independent flow. */
  sender(): Sender;
  /** Resolves once a broker has answered about a topic; `connect` alone would prove nothing. */
  ready(topic: string): Promise<void>;
  /** Closes every sender; does not wait for a broker that is away. */
  close(): Promise<void>;
}

const create = (options: KafkaOptions, { name, partitions, replicas, retentionMs }: TopicSettings): Promise<boolean> =>
  asking(options, `making ${name}`, (admin) =>
    admin.createTopics({
      waitForLeaders: true,
      topics: [
        {
          topic: name,
          numPartitions: partitions,
          replicationFactor: replicas,
          configEntries: [
            { name: 'cleanup.policy', value: 'delete' },
            { name: 'retention.ms', value: String(retentionMs) },
          ],
        },
      ],
    }),
  );

const existing = async (options: KafkaOptions, name: string): Promise<number | undefined> => {
  const names = await asking(options, 'the list of topics', (admin) => admin.listTopics());
  return names.includes(name) ? await partitionsOf(options, name) : undefined;
};

/**
 * Topics of a Kafka.
 *
 * ```ts
 * const kafka = topics({ brokers: ['127.0.0.1:9092'], clientId: 'concord' });
 * await kafka.ensure({ name: 'concord.school.v1', partitions: 3, replicas: 1, retentionMs: 14 * 86_400_000 });
 * await kafka.sender().send('concord.school.v1', [{ key: 'person-7', value: '{}' }]);
 * ```
 */
export const topics = (options: KafkaOptions): Topics => {
  const senders: Sender[] = [];
  return {
    ensure: async (topic) => {
      let count = await existing(options, topic.name);
      if (count === undefined) {
        await create(options, topic);
        count = await partitionsOf(options, topic.name);
      }
      if (count !== topic.partitions) {
        throw new KafkaFailure('refused', `${topic.name} has ${count} partitions and not ${topic.partitions}`);
      }
    },
    sender: () => {
      const sender = openSender(options);
      senders.push(sender);
      return sender;
    },
    ready: (topic) => partitionsOf(options, topic).then(() => undefined),
    close: () => Promise.all(senders.map((sender) => sender.close())).then(() => undefined),
  };
};

import { Kafka, logLevel, type Admin, type SASLOptions } from 'kafkajs';
import type { ConnectionOptions } from 'node:tls';
import { within } from './deadline.js';
import { failureOf } from './failure.js';
import { lifeline, type Lifeline } from './lifeline.js';
import { muteNegativeTimers } from './warnings.js';

/** How to reach Kafka, and how long it may take. */
export interface KafkaOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly ssl?: ConnectionOptions | boolean;
  readonly sasl?: SASLOptions;
  /** Milliseconds in which every call has an answer or has failed; 10,000 unless said otherwise. */
  readonly deadline?: number;
  /** Is told of the client's errors: words about connections and topics, never a key or a message. */
  readonly log?: (line: string) => void;
}

export const DEADLINE = 10_000;
const FAREWELL = 1_000;

/** A client of its own, with a hand on its connections. */
export interface Client {
  readonly kafka: Kafka;
  readonly lifeline: Lifeline;
}

export const client = ({ brokers, clientId, ssl, sasl, deadline = DEADLINE, log }: KafkaOptions): Client => {
  muteNegativeTimers();
  const line = lifeline();
  const kafka = new Kafka({
    brokers: [...brokers],
    clientId,
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
    connectionTimeout: Math.min(3_000, deadline / 2),
    // Half, so that the client's own repeat of a request whose answer was lost still falls within the deadline.
    requestTimeout: deadline / 2,
    retry: { initialRetryTime: 50, maxRetryTime: 1_000, multiplier: 2, factor: 0.2, retries: 5 },
    logLevel: logLevel.ERROR,
    logCreator:
      () =>
      ({ namespace, log: { message } }) => {
        // What a client says when its connections are cut is no news.
        if (!line.isCut()) log?.(`kafka ${namespace}: ${message}`);
      },
    socketFactory: line.socketFactory,
  });
  return { kafka, lifeline: line };
};

/** Ends a client: politely for a second at most, then for good. */
export const farewell = async (line: Lifeline, disconnect: () => Promise<void>): Promise<void> => {
  await within(FAREWELL, 'disconnecting', disconnect()).catch(() => undefined);
  line.cut();
};

/**
 * Asks something in a client of its own, within the deadline, so that no earlier trouble of a connection is answered for.
 * `connect` alone proves nothing: it resolves also where a later request is refused.
 */
export const asking = async <T>(
  options: KafkaOptions,
  what: string,
  work: (admin: Admin, client: Client) => Promise<T>,
): Promise<T> => {
  const own = client(options);
  const admin = own.kafka.admin();
  try {
    return await within(
      options.deadline ?? DEADLINE,
      what,
      admin.connect().then(() => work(admin, own)),
    );
  } catch (error) {
    own.lifeline.cut();
    throw failureOf(error, what);
  } finally {
    await farewell(own.lifeline, () => admin.disconnect());
  }
};

/** The number of a topic's partitions, asked of a broker. */
export const partitionsOf = (options: KafkaOptions, topic: string): Promise<number> =>
  asking(options, `the partitions of ${topic}`, async (admin) => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0]?.partitions.length ?? 0;
  });

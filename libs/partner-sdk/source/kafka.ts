import { groupPrefixOf, topicOf } from '@hub/partner-messages';
import { Kafka, logLevel, type Consumer, type EachBatchPayload, type SASLOptions } from 'kafkajs';
import type { ConnectionOptions } from 'node:tls';
import { pause } from '../ambient.js';
import type { HubAccess } from '../content.js';
import { wordOf } from '../failure.js';
import { Stopped, type Reading, type Source } from './source.js';

/** Where the broker is, and who reads. */
export interface KafkaOptions {
  readonly brokers: readonly string[];
  /** Your agency, as the hub calls it: it names the topic. */
  readonly agency: string;
  /** Those who share one group share the work, one at a time; `consumer` unless said otherwise. */
  readonly group?: string;
  readonly ssl?: ConnectionOptions | boolean;
  readonly sasl?: SASLOptions;
  /** Where `fetch` asks. */
  readonly hub?: HubAccess;
  /** Milliseconds without a sign of life after which the broker gives the work to another; 30,000 unless said otherwise. */
  readonly sessionTimeout?: number;
}

const AGAIN = { first: 500, longest: 30_000 };
const FAREWELL = 5_000;

/** The client's connections and groups come and go; this is one of its lives. */
const lifeOf = async (consumer: Consumer, topic: string, reading: Reading): Promise<void> => {
  const { signal, report } = reading;
  const over = new Promise<string | undefined>((resolve) => {
    consumer.on('consumer.group_join', () => {
      report({ connected: true });
    });
    consumer.on('consumer.crash', ({ payload: { error, restart } }) => {
      report({ connected: false, trouble: wordOf(error) });
      if (!restart) resolve(wordOf(error));
    });
    signal.addEventListener('abort', () => {
      resolve(undefined);
    });
    if (signal.aborted) resolve(undefined);
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    eachBatchAutoResolve: false,
    autoCommitInterval: 1_000,
    eachBatch: (payload) => readBatch(payload, reading),
  });
  const trouble = await over;
  if (trouble !== undefined) throw new Error(trouble);
};

/** Shows that this consumer lives for as long as one message takes. */
const alive = async (heartbeat: () => Promise<void>, every: number, work: Promise<void>): Promise<void> => {
  const timer = setInterval(() => {
    // What is wrong with the group shows at the next beat between two messages.
    heartbeat().catch(() => undefined);
  }, every);
  try {
    await work;
  } finally {
    clearInterval(timer);
  }
};

const BEAT = 2_000;

/** INVARIANT: an offset is committed after its message is in the store, so that the group never runs ahead of the store. */
const readBatch = async (payload: EachBatchPayload, { receive, signal }: Reading): Promise<void> => {
  const beat = (): Promise<void> => payload.heartbeat();
  const goesOn = (): boolean => !signal.aborted && payload.isRunning() && !payload.isStale();
  for (const { offset, value } of payload.batch.messages) {
    if (!goesOn()) return;
    try {
      await alive(beat, BEAT, receive(value?.toString() ?? ''));
    } catch (error) {
      if (error instanceof Stopped) return;
      throw error;
    }
    payload.resolveOffset(offset);
    await payload.commitOffsetsIfNecessary();
    await beat();
  }
};

const within = (milliseconds: number, work: Promise<void>): Promise<unknown> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  return Promise.race([work.catch(() => undefined), late]).finally(() => {
    clearTimeout(timer);
  });
};

/**
 * The topic of your agency. The group's offset follows the store; where the broker has forgotten it the topic is read from its
 * beginning, and what is known already is dropped.
 */
export const kafka = ({
  brokers,
  agency,
  group = 'consumer',
  ssl,
  sasl,
  hub,
  sessionTimeout = 30_000,
}: KafkaOptions): Source => {
  const topic = topicOf(agency);
  const client = new Kafka({
    brokers: [...brokers],
    clientId: `${groupPrefixOf(agency)}concord-partner`,
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 5 },
    logLevel: logLevel.NOTHING,
  });

  const newConsumer = (): Consumer =>
    client.consumer({
      groupId: `${groupPrefixOf(agency)}${group}`,
      allowAutoTopicCreation: false,
      sessionTimeout,
      heartbeatInterval: Math.min(3_000, sessionTimeout / 3),
      maxWaitTimeInMs: 500,
    });

  /** One life of the client; says whether it came as far as to read. */
  const live = async (reading: Reading): Promise<boolean> => {
    const consumer = newConsumer();
    let joined = false;
    consumer.on('consumer.group_join', () => void (joined = true));
    try {
      await lifeOf(consumer, topic, reading);
    } catch (error) {
      reading.report({ connected: false, trouble: wordOf(error) });
    } finally {
      await within(FAREWELL, consumer.disconnect());
    }
    return joined;
  };

  return {
    name: `kafka ${topic}`,
    ...(hub === undefined ? {} : { hub }),
    read: async (reading) => {
      const { signal, report, ambient } = reading;
      let failures = 0;
      while (!signal.aborted) {
        failures = (await live(reading)) ? 1 : failures + 1;
        await ambient.sleep(pause(AGAIN, failures, ambient.random), signal);
      }
      report({ connected: false });
    },
  };
};

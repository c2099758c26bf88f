import { Partitioners, type Producer } from 'kafkajs';
import { client, DEADLINE, farewell, partitionsOf, type Client, type KafkaOptions } from './client.js';
import { within } from './deadline.js';
import { failureOf, KafkaFailure, saysNotWritten } from './failure.js';
import { readLastOf, type LoggedMessage } from './last-of.js';

/** A message for a topic. Messages of one key stay in order; a key is never left out, because without one a repeat may go elsewhere. */
export interface Message {
  readonly key: string;
  readonly value: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends to topics, one request at a time. */
export interface Sender {
  /**
   * Resolves once all messages are in the topic, each once and in the order given; otherwise rejects with a `KafkaFailure`
   * within the deadline. Without `inDoubt` none of them is in the topic.
   */
  send(topic: string, messages: readonly Message[]): Promise<void>;
  /**
   * The last messages of each partition, so that the caller sees what is in the topic. After a failure `inDoubt` this, asked
   * of the same topic, is what opens the way again.
   *
   * A request that was already on the broker's machine may still be written after this has looked: so a message that is
   * sent again carries the same id, and who reads drops the second.
   */
  lastOf(topic: string, perPartition?: number): Promise<readonly LoggedMessage[]>;
  /** Waits for what is under way, not longer than its deadline, and sends nothing more. */
  close(): Promise<void>;
}

interface Connected extends Client {
  readonly producer: Producer;
}

/** How far a call of `send` has got. */
interface Progress {
  /** Partitions whose part is written. */
  parts: number;
  /** How many requests had left before that of the part under way. */
  before: number;
  over: boolean;
}

/** Where the messages of a key go: as the Java client would choose, by a number of partitions that stays. */
const byPartition = (
  topic: string,
  messages: readonly Message[],
  partitions: number,
): ReadonlyMap<number, readonly Message[]> => {
  // Topics of partners have one: there is nothing to choose.
  if (partitions === 1) return new Map([[0, messages]]);
  const choose = Partitioners.DefaultPartitioner();
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
    partitionId,
    leader: 0,
    partitionErrorCode: 0,
    replicas: [],
    isr: [],
  }));
  const parts = new Map<number, Message[]>();
  for (const message of messages) {
    const partition = choose({ topic, partitionMetadata, message });
    parts.set(partition, [...(parts.get(partition) ?? []), message]);
  }
  return parts;
};

export const openSender = (options: KafkaOptions): Sender => {
  const deadline = options.deadline ?? DEADLINE;
  const partitions = new Map<string, number>();
  let turn: Promise<unknown> = Promise.resolve();
  let connected: Connected | undefined;
  let doubtful: string | undefined;
  let closed = false;

  /** INVARIANT: one at a time. With two produce requests under way and one answer lost, kafkajs loses messages and says nothing. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  };

  const connect = async (): Promise<Connected> => {
    if (connected) return connected;
    const own = client(options);
    const producer = own.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    connected = { ...own, producer };
    await producer.connect();
    return connected;
  };

  /** Whatever a producer was at when it failed, it does no more; the next message has a new one. */
  const giveUp = (): void => {
    const last = connected;
    connected = undefined;
    last?.lifeline.cut();
    void last?.producer.disconnect().catch(() => undefined);
  };

  const produceAll = async (topic: string, messages: readonly Message[], progress: Progress): Promise<void> => {
    const count = partitions.get(topic) ?? (await partitionsOf(options, topic));
    partitions.set(topic, count);
    if (progress.over) return;
    const { producer, lifeline } = await connect();
    // One partition a request: else one could be refused and another written.
    for (const [partition, part] of byPartition(topic, messages, count)) {
      progress.before = lifeline.produced();
      await producer.send({
        topic,
        acks: -1,
        timeout: Math.ceil(deadline / 2),
        messages: part.map(({ key, value, headers = {} }) => ({ key, value, headers: { ...headers }, partition })),
      });
      progress.parts += 1;
    }
  };

  /** Whether something may have been written: of a single request the broker's word is believed, of repeated ones the first may have been. */
  const isInDoubt = (error: unknown, { parts, before }: Progress): boolean => {
    const attempts = (connected?.lifeline.produced() ?? 0) - before;
    return parts > 0 || attempts > 1 || (attempts === 1 && !saysNotWritten(error));
  };

  const mayStart = (what: string, left: number): void => {
    if (doubtful !== undefined) {
      throw new KafkaFailure('not-reconciled', `${what}: what became of messages to ${doubtful} is not known yet`);
    }
    // A request that is given little time ends in doubt for nothing.
    if (left < deadline / 2) throw new KafkaFailure('unavailable', `${what}: others took too long`);
  };

  const sendNow = async (topic: string, messages: readonly Message[], left: number): Promise<void> => {
    const what = `sending to ${topic}`;
    mayStart(what, left);
    const progress = { parts: 0, before: connected?.lifeline.produced() ?? 0, over: false };
    try {
      await within(left, what, produceAll(topic, messages, progress));
    } catch (error) {
      progress.over = true;
      const inDoubt = isInDoubt(error, progress);
      giveUp();
      const failure = failureOf(error, what);
      if (!inDoubt) throw failure;
      doubtful = topic;
      const code = failure.code === 'unavailable' ? 'unknown-outcome' : failure.code;
      throw new KafkaFailure(code, `${failure.message}; some may be in the topic`, true);
    }
  };

  return {
    send: async (topic, messages) => {
      if (messages.length === 0) return;
      if (messages.some(({ key }) => key === ''))
        throw new KafkaFailure('refused', `sending to ${topic}: a message without a key`);
      if (closed) throw new KafkaFailure('refused', `sending to ${topic}: the sender is closed`);
      const asked = performance.now();
      await inTurn(() => sendNow(topic, messages, deadline - (performance.now() - asked)));
    },
    lastOf: (topic, perPartition = 1) =>
      inTurn(async () => {
        const found = await readLastOf(options, topic, perPartition);
        if (doubtful === topic) doubtful = undefined;
        return found;
      }),
    close: async () => {
      closed = true;
      await inTurn(async () => {
        const last = connected;
        connected = undefined;
        if (last) await farewell(last.lifeline, () => last.producer.disconnect());
      });
    },
  };
};

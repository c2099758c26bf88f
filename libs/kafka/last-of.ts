import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { asking, type Client, type KafkaOptions } from './client.js';
import { failureOf } from './failure.js';
import type { Admin, EachBatchPayload } from 'kafkajs';

/** A message as it stands in a topic. */
export interface LoggedMessage {
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

const AGAIN_MS = 100;

interface Range {
  readonly from: bigint;
  readonly to: bigint;
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);

type Content = Buffer | string | null | undefined;

const textOf = (content: Content | readonly Content[]): string =>
  Array.isArray(content) ? content.map(textOf).join() : (content ?? '').toString();

/** The offsets of each partition's last messages, where there are any. */
const rangesOf = async (admin: Admin, topic: string, perPartition: number): Promise<Map<number, Range>> => {
  const ranges = new Map<number, Range>();
  for (const { partition, high, low } of await admin.fetchTopicOffsets(topic)) {
    const range = { from: max(BigInt(low), BigInt(high) - BigInt(perPartition)), to: BigInt(high) };
    if (range.from < range.to) ranges.set(partition, range);
  }
  return ranges;
};

const messagesIn = ({ batch }: EachBatchPayload, { from, to }: Range): readonly LoggedMessage[] =>
  batch.messages
    .map(({ offset, key, value, headers = {} }) => ({
      partition: batch.partition,
      offset: BigInt(offset),
      key: textOf(key),
      value: textOf(value),
      headers: Object.fromEntries(Object.entries(headers).map(([name, content]) => [name, textOf(content)])),
    }))
    .filter(({ offset }) => offset >= from && offset < to);

/** Reads what stands in these ranges, in a consumer group that nobody else is in and that is gone afterwards. */
const readRanges = async (
  { kafka }: Client,
  group: string,
  topic: string,
  ranges: Map<number, Range>,
): Promise<readonly LoggedMessage[]> => {
  const consumer = kafka.consumer({
    groupId: group,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: 100,
    retry: { restartOnFailure: () => Promise.resolve(false) },
  });
  const waiting = new Map(ranges);
  const found: LoggedMessage[] = [];
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  try {
    await new Promise<void>((resolve, reject) => {
      consumer.on('consumer.crash', ({ payload: { error } }) => reject(error));
      const eachBatch = (payload: EachBatchPayload): Promise<void> => {
        const range = waiting.get(payload.batch.partition);
        if (range === undefined) return Promise.resolve();
        found.push(...messagesIn(payload, range));
        if (BigInt(payload.batch.lastOffset()) >= range.to - 1n) waiting.delete(payload.batch.partition);
        if (waiting.size === 0) resolve();
        return Promise.resolve();
      };
      consumer
        .run({ autoCommit: false, eachBatch })
        .then(() => {
          for (const [partition, { from }] of ranges) consumer.seek({ topic, partition, offset: String(from) });
        })
        .catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
  return found;
};

/** Reads again for as long as there is time: the first group of a broker finds nobody to look after it for a moment. */
const persistently = async <T>({ lifeline }: Client, read: () => Promise<T>): Promise<T> => {
  for (;;) {
    try {
      return await read();
    } catch (error) {
      if (lifeline.isCut() || failureOf(error, 'reading').code !== 'unavailable') throw error;
      await sleep(AGAIN_MS);
    }
  }
};

/** The last messages of every partition of a topic, as many of each as asked for, in the order of each partition. */
export const readLastOf = (
  options: KafkaOptions,
  topic: string,
  perPartition: number,
): Promise<readonly LoggedMessage[]> =>
  asking(options, `the last messages of ${topic}`, async (admin, client) => {
    const ranges = await rangesOf(admin, topic, perPartition);
    if (ranges.size === 0) return [];
    const found = await persistently(client, async () => {
      const group = `${options.clientId}.last-of.${randomUUID()}`;
      const read = await readRanges(client, group, topic, ranges);
      await admin.deleteGroups([group]).catch(() => undefined);
      return read;
    });
    const once = new Map(found.map((message) => [`${message.partition} ${message.offset}`, message]));
    return [...once.values()].sort((a, b) => a.partition - b.partition || Number(a.offset - b.offset));
  });

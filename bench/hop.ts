import { randomUUID } from 'node:crypto';
import { feedStream } from '@hub/disclosures';
import { topicOf } from '@hub/partner-messages';
import { connectionPool } from '@hub/postgres';
import type { Kafka, Message, Producer } from 'kafkajs';
import { SCHOOL } from './a-family.js';
import type { PartnerHub } from './a-partner.js';
import { FULL, interleaved, medianOf, type Row } from './row.js';

const HOPS = FULL ? 100 : 30;
const BARE_TABLE = 'create schema bare; create table bare.events (like log.events including all)';
const BARE_INSERT = 'insert into bare.events values ($1, $2, $3, $4, $5, $6, $7, $8)';

/** A consumer that waits for the next message of a topic. Heartbeats stand outside the sequence, and are none. */
const waiting = async (kafka: Kafka, topic: string) => {
  const consumer = kafka.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 5_000, minBytes: 1 });
  let arrived: (value: string) => void = () => undefined;
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: false });
  const looking = new Promise((resolve) => consumer.on(consumer.events.FETCH_START, resolve));
  await consumer.run({
    eachMessage: ({ message: { value } }) => {
      const text = value?.toString() ?? '';
      if (text.includes('"sequence"')) arrived(text);
      return Promise.resolve();
    },
  });
  await looking;
  return { next: () => new Promise<string>((resolve) => (arrived = resolve)), close: () => consumer.disconnect() };
};

type Waiting = Awaited<ReturnType<typeof waiting>>;

/** The median time from when something is acknowledged to when its message is read, in milliseconds. */
const hops = async (hub: PartnerHub, reader: Waiting, work: () => Promise<number>): Promise<number> => {
  const taken: number[] = [];
  for (let n = 0; n < HOPS; n += 1) {
    await hub.settled();
    const read = reader.next().then(() => performance.now());
    const startedAt = await work();
    taken.push((await read) - startedAt);
  }
  return medianOf(taken);
};

/** By hand: one durable row as large as what the publisher records of a message, and then the message. */
const byHand = async (hub: PartnerHub, producer: Producer, { topic, message }: { topic: string; message: Message }) => {
  await hub.database.owner.query(BARE_TABLE);
  const { rows } = await hub.database.owner.query<{ data: Buffer; metadata: Buffer }>(
    'select data, metadata from log.events where stream = $1 order by revision desc limit 1',
    [feedStream(SCHOOL)],
  );
  const { data, metadata } = rows[0]!;
  const pool = connectionPool(hub.database.ownerUrl, { max: 1 });
  let position = 0;
  const hop = async (): Promise<number> => {
    const startedAt = performance.now();
    position += 1;
    const row = [position, `bare-${randomUUID()}`, 0, randomUUID(), 'MessagesReleased', data, metadata, new Date()];
    await pool.query({ name: 'bare-insert', text: BARE_INSERT, values: row });
    await producer.send({ topic, acks: -1, messages: [message] });
    return startedAt;
  };
  return { hop, close: () => pool.end() };
};

export interface Hop {
  readonly kafka: Kafka;
  /** A topic of nobody's. */
  readonly bare: string;
}

/** What passes between the answer to a command and the moment when a consumer has read what it led to. */
export const hopRow = async (hub: PartnerHub, { kafka, bare }: Hop): Promise<Row> => {
  const [ours, theirs] = await Promise.all([waiting(kafka, topicOf(SCHOOL)), waiting(kafka, bare)]);
  const producer = kafka.producer({ maxInFlightRequests: 1 });
  await producer.connect();
  let count = 0;
  const note = async (): Promise<number> => {
    await hub.note((count += 1));
    return performance.now();
  };
  const read = ours.next();
  await note();
  const hand = await byHand(hub, producer, { topic: bare, message: { key: 'bare', value: await read } });
  const ratio = await interleaved(
    'from acknowledged to readable, ms',
    () => hops(hub, ours, note),
    () => hops(hub, theirs, hand.hop),
  );
  await Promise.all([hand.close(), producer.disconnect(), ours.close(), theirs.close()]);
  return {
    what: 'from a command acknowledged to its message read by a consumer, p50',
    baseline: 'the same hop by hand: INSERT of what is recorded of it, then send',
    ratio,
    atLeast: 4,
    aimFor: 2,
    better: 'lower',
  };
};

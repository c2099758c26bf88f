import { fileURLToPath } from 'node:url';
import { feedStream, type FeedEvent, type ReleasedMessage } from '@hub/disclosures';
import { startTestKafka, whyNoKafka } from '@hub/kafka/testing';
import { signedForm, topicOf, wireForm } from '@hub/partner-messages';
import { postgresEventStore } from '@hub/postgres';
import { Kafka, logLevel, type Message } from 'kafkajs';
import { SCHOOL } from './a-family.js';
import { CHILDREN, hubWithAPartner, type PartnerHub } from './a-partner.js';
import { hopRow } from './hop.js';
import { FULL, interleaved, say, type Row } from './row.js';

const MESSAGES = FULL ? 10_000 : 1_000;
const BATCH = 100;
const BACKLOG = FULL ? 200_000 : 10_000;
/** One event in so many is about somebody whom the partner deals with. */
const ONE_IN = 20;
const PAGE = 1_000;
const BARE = 'bare';

/** A client without anything of the hub's. */
export const bareClient = (brokers: readonly string[]): Kafka =>
  new Kafka({ brokers: [...brokers], clientId: 'bare', logLevel: logLevel.NOTHING });

const messagesOf = async ({ storage }: PartnerHub): Promise<readonly ReleasedMessage[]> =>
  (await storage.store.read<FeedEvent>(feedStream(SCHOOL))).flatMap((event) =>
    event.type === 'MessagesReleased' ? event.data.messages : [],
  );

/** A second's worth of `count`, by how long something took. */
const perSecond = async (count: number, work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return (count * 1000) / (performance.now() - startedAt);
};

/** Messages a second, from a backlog of notes that has been written before, to the topic. */
const publishing = (hub: PartnerHub, on: boolean) => async (): Promise<number> => {
  hub.signsWith(on);
  const before = await hub.told();
  await hub.backlog(MESSAGES);
  return perSecond(MESSAGES, () => hub.published(before + MESSAGES));
};

const wired = ({ key, message }: ReleasedMessage): Message => ({
  key,
  value: wireForm(message),
  headers: { 'content-type': 'application/cloudevents+json; charset=UTF-8' },
});

/** The same batches by a producer, each when the one before is acknowledged. */
const bareSender = async (brokers: readonly string[], messages: readonly ReleasedMessage[]) => {
  const producer = bareClient(brokers).producer({ maxInFlightRequests: 1 });
  await producer.connect();
  const wire = messages.map(wired);
  const batches = Array.from({ length: wire.length / BATCH }, (_, n) => wire.slice(n * BATCH, (n + 1) * BATCH));
  const sent = async (): Promise<void> => {
    for (const batch of batches)
      await producer.sendBatch({ acks: -1, topicMessages: [{ topic: BARE, messages: batch }] });
  };
  return { measure: () => perSecond(wire.length, sent), close: () => producer.disconnect() };
};

/** What is signed of a message. */
const formOf = ({ message }: ReleasedMessage): string => {
  const { jws: _, ...unsigned } = message;
  return signedForm(unsigned);
};

const signingAlone = ({ sign }: PartnerHub, messages: readonly ReleasedMessage[]) => {
  const forms = messages.map(formOf);
  return () =>
    perSecond(forms.length, () => {
      for (const form of forms) sign(form);
      return Promise.resolve();
    });
};

/** Events a second, until everything of a backlog that concerns the partner is in its topic; and what pages it alone. */
const catchingUp = (hub: PartnerHub) => {
  const { store } = hub.storage;
  // One that keeps nothing of it in mind.
  const alone = postgresEventStore({ connectionString: hub.database.appUrl, now: () => new Date().toISOString() });
  let from = store.start;
  const write = async (): Promise<number> => {
    from = await store.head();
    const before = await hub.told();
    await hub.backlog(BACKLOG / ONE_IN, BACKLOG - BACKLOG / ONE_IN);
    return before + BACKLOG / ONE_IN;
  };
  const page = async (): Promise<void> => {
    let [after, left] = [from, BACKLOG];
    while (left > 0) {
      const events = await alone.page(after, Math.min(PAGE, left));
      left -= events.length;
      after = events.at(-1)?.position ?? after;
    }
  };
  return {
    prepare: async () => hub.published(await write()),
    publish: async () => {
      const until = await write();
      return perSecond(BACKLOG, () => hub.published(until));
    },
    page: () => perSecond(BACKLOG, page),
    close: () => alone.close(),
  };
};

const publisherRows = async (hub: PartnerHub, brokers: readonly string[]): Promise<Row[]> => {
  await hub.backlog(MESSAGES);
  await hub.published(2 * CHILDREN + MESSAGES);
  const messages = (await messagesOf(hub)).slice(-MESSAGES);
  const bare = await bareSender(brokers, messages);
  const unsigned = await interleaved('messages a second, unsigned', publishing(hub, false), bare.measure);
  await bare.close();
  const signed = await interleaved('messages a second, signed', publishing(hub, true), signingAlone(hub, messages));
  return [
    {
      what: 'messages a second from the log to a topic, decided, released and settled, unsigned',
      baseline: 'bare kafkajs sendBatch of the same batches of 100, one in flight',
      ratio: unsigned,
      atLeast: 0.3,
      aimFor: 0.5,
      better: 'higher',
    },
    {
      what: 'the same, signed',
      baseline: 'signing the same bytes with the same key, and nothing else',
      ratio: signed,
      atLeast: 0.8,
      aimFor: 0.95,
      better: 'higher',
    },
  ];
};

const catchUpRow = async (hub: PartnerHub): Promise<Row> => {
  hub.signsWith(true);
  const catchUp = catchingUp(hub);
  await catchUp.prepare();
  const ratio = await interleaved('events a second, from a backlog', catchUp.publish, catchUp.page);
  await catchUp.close();
  return {
    what: `publisher catches up with a backlog of ${BACKLOG.toLocaleString('en-GB')} events, one in ${ONE_IN} of them told`,
    baseline: 'paged log read alone',
    ratio,
    atLeast: 0.3,
    aimFor: 0.5,
    better: 'higher',
  };
};

/** What the publisher promises about its speed. */
export const partnerFeedBenchmark = async (): Promise<readonly Row[]> => {
  const lacking = await whyNoKafka();
  if (lacking !== undefined) {
    say(`  left out, for there is no Kafka: ${lacking}`);
    return [];
  }
  const kafka = await startTestKafka();
  const admin = bareClient(kafka.brokers).admin();
  await admin.connect();
  // A broker that was running before has these already: what is in them is of another log.
  await admin.deleteTopics({ topics: [topicOf(SCHOOL), BARE] }).catch(() => undefined);
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic: BARE, numPartitions: 1, replicationFactor: 1 }] });
  await admin.disconnect();
  const hub = await hubWithAPartner(kafka.brokers);
  try {
    // The first that is told of each child is that there is something to be read, and that names all that there is.
    await hub.backlog(CHILDREN);
    await hub.published(2 * CHILDREN);
    const rows = await publisherRows(hub, kafka.brokers);
    rows.push(await catchUpRow(hub), await hopRow(hub, { kafka: bareClient(kafka.brokers), bare: BARE }));
    return rows;
  } finally {
    await hub.close();
    await kafka.stop();
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(JSON.stringify(await partnerFeedBenchmark(), null, 2));

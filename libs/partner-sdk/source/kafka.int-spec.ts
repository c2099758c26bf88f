import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { topics, type Topics } from '@hub/kafka';
import { whyNoKafka, whyNoOwnKafka, withKafka, withOwnKafka } from '@hub/kafka/testing';
import { groupPrefixOf, topicOf } from '@hub/partner-messages';
import { runFolder } from '@hub/postgres/testing';
import { Kafka, logLevel } from 'kafkajs';
import Database from 'libsql';
import { describeUnless } from '../../../test/machine.js';
import { consume, kafka, memoryStore, type Consumer, type ConsumerState } from '../index.js';
import { messageIn, sampleFeed } from '../testing/index.js';

const DAY = 86_400_000;
const KILLS = process.env['CONCORD_SOAK'] ? 25 : 3;

const until = async (what: string, is: () => boolean | Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 1_200; tries += 1) {
    if (await is()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`not within a minute: ${what}`);
};

const publish = async (open: Topics, agency: string, texts: readonly string[]): Promise<void> => {
  const name = topicOf(agency);
  await open.ensure({ name, partitions: 1, replicas: 1, retentionMs: 14 * DAY });
  await open.sender().send(
    name,
    texts.map((value) => ({ key: messageIn(value).subject, value })),
  );
};

/** How far the broker knows an agency's consumer to have read. */
const committed = async (brokers: readonly string[], agency: string): Promise<string | undefined> => {
  const admin = new Kafka({ brokers: [...brokers], clientId: 'test', logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const topic = topicOf(agency);
    const [found] = await admin.fetchOffsets({ groupId: `${groupPrefixOf(agency)}consumer`, topics: [topic] });
    return found?.partitions[0]?.offset;
  } finally {
    await admin.disconnect();
  }
};

/** A consumer in this process, which writes down what it is handed. */
const reader = async (brokers: readonly string[], agency: string, { keys }: ReturnType<typeof sampleFeed>) => {
  const handed: string[] = [];
  const store = memoryStore();
  const start = (): Promise<Consumer> =>
    consume({
      from: kafka({ brokers, agency, sessionTimeout: 6_000 }),
      keys,
      store,
      onEvent: ({ id }) => void handed.push(id),
      onRecall: ({ id }) => void handed.push(id),
    });
  return { handed, start, consumer: await start() };
};

describeUnless(await whyNoKafka(), 'a consumer of a topic', () => {
  const broker = withKafka();
  let open: Topics;
  beforeAll(() => void (open = topics({ brokers: broker().brokers, clientId: 'test' })));
  afterAll(() => open.close());

  it('reads it from its beginning, goes on where it was, and drops what comes again', async () => {
    const agency = `school-${randomUUID()}`;
    const feed = sampleFeed();
    const texts = Array.from({ length: 50 }, (_, n) => feed.next({ subject: `person/${n % 5}` }));
    await publish(open, agency, texts);
    const { handed, start, consumer } = await reader(broker().brokers, agency, feed);
    await until('all handed', () => handed.length === 50);
    expect((await consumer.state()).source).toEqual({ connected: true });
    await until('so far known', async () => (await committed(broker().brokers, agency)) === '50');
    await consumer.stop();
    expect((await consumer.state()).source.connected).toBe(false);

    const more = [feed.next(), feed.next()];
    await publish(open, agency, [...texts.slice(40), ...more]);
    const again = await start();
    await until('the rest handed', () => handed.length === 52);
    await again.stop();
    expect(handed).toEqual([...texts, ...more].map((text) => messageIn(text).id));
    const { counters, feeds } = await again.state();
    expect(counters).toMatchObject({ handled: 2, repeated: 10 });
    expect(feeds).toMatchObject([{ last: 52, missing: [] }]);
  });

  it('waits for a topic that is not there yet', async () => {
    const agency = `school-${randomUUID()}`;
    const feed = sampleFeed();
    const { handed, consumer } = await reader(broker().brokers, agency, feed);
    await until('trouble shown', async () => (await consumer.state()).source.trouble !== undefined);
    await publish(open, agency, [feed.next()]);
    await until('handed', () => handed.length === 1);
    await consumer.stop();
  }, 120_000);

  it(
    `takes effect once for each message, in order for each person, over ${KILLS} kills -9 of its process`,
    async () => {
      const agency = `school-${randomUUID()}`;
      const feed = sampleFeed();
      const file = join(runFolder('partner'), 'partner.db');
      const texts = Array.from({ length: 150 * (KILLS + 1) }, (_, n) =>
        n % 10 === 9 ? feed.recall([`note/${n}`], `person/${n % 7}`) : feed.next({ subject: `person/${n % 7}` }),
      );
      const failing = texts.filter((_, n) => n % 13 === 5 && n % 10 !== 9).map((text) => messageIn(text).id);
      // Sent over twice, as after a crash of the hub.
      for (let from = 0; from < texts.length; from += 60) await publish(open, agency, texts.slice(from, from + 80));

      const order = JSON.stringify({ brokers: broker().brokers, agency, keys: feed.keySet, file, failing });
      const lines: string[] = [];
      const start = (): ChildProcess => {
        const loader = join(import.meta.dirname, '../../postgres/testing/load-typescript.mjs');
        const program = join(import.meta.dirname, '../testing/run-consumer.ts');
        const child = spawn(process.execPath, ['--import', loader, program, order], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        createInterface(child.stdout).on('line', (line) => lines.push(line));
        return child;
      };
      for (let kill = 0; kill < KILLS; kill += 1) {
        const child = start();
        const goal = lines.length + randomInt(1, 150);
        await until(`${goal} lines`, () => lines.length >= goal);
        child.kill('SIGKILL');
        await once(child, 'close');
      }
      const last = start();
      const ids = texts.map((text) => messageIn(text).id);
      const said = () => new Set(lines.filter((line) => line.startsWith('handed')).map((line) => line.slice(7)));
      await until('all handed', () => said().size === ids.length);
      last.kill('SIGTERM');
      await once(last, 'close');

      const rows = new Database(file).prepare('SELECT id, subject FROM handed ORDER BY nr').all() as {
        readonly id: string;
        readonly subject: string;
      }[];
      expect(rows.map(({ id }) => id).sort()).toEqual([...ids].sort());
      for (const subject of new Set(rows.map((row) => row.subject))) {
        const sent = texts.map(messageIn).filter((message) => message.subject === subject);
        expect(rows.filter((row) => row.subject === subject).map(({ id }) => id)).toEqual(sent.map(({ id }) => id));
      }
      const state = JSON.parse(lines.find((line) => line.startsWith('state'))!.slice(6)) as ConsumerState;
      expect(state).toMatchObject({ waiting: 0, letters: 0, feeds: [{ last: texts.length, missing: [] }] });
      expect(lines.filter((line) => line.startsWith('gap'))).toEqual([]);
    },
    120_000 + KILLS * 20_000,
  );
});

describeUnless(whyNoOwnKafka(), 'a consumer whose broker fails', () => {
  const broker = withOwnKafka();

  it('says that it is not connected, joins again, and has lost and doubled nothing', async () => {
    const agency = 'school';
    const feed = sampleFeed();
    const before = Array.from({ length: 20 }, () => feed.next());
    const open = topics({ brokers: broker().brokers, clientId: 'test' });
    await publish(open, agency, before);
    const { handed, consumer } = await reader(broker().brokers, agency, feed);
    await until('the first handed', () => handed.length === 20);
    await broker().kill();
    await until('trouble shown', async () => !(await consumer.state()).source.connected);
    await broker().start();
    const after = Array.from({ length: 20 }, () => feed.next());
    await publish(open, agency, after);
    await until('the rest handed', () => handed.length === 40);
    expect(handed).toEqual([...before, ...after].map((text) => messageIn(text).id));
    expect((await consumer.state()).feeds).toMatchObject([{ last: 40, missing: [] }]);
    await consumer.stop();
    await open.close();
  }, 120_000);
});

import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { Kafka, logLevel, type Consumer } from 'kafkajs';
import { access, connectionTo, isDone, topics, type Reader } from './index.js';
import { describeUnless } from '../../test/machine.js';
import { grantHubRights, HUB, passwordOf, whyNoOwnKafka, withOwnKafka } from './testing/index.js';

const USERS = [HUB, 'school', 'health'];

describeUnless(whyNoOwnKafka(), 'access to the topics of a Kafka that guards them', () => {
  const kafka = withOwnKafka({ secured: { users: USERS } });
  const credentials = (user: string) =>
    ({ mechanism: 'scram-sha-512', username: user, password: passwordOf(user) }) as const;
  const as = (user: string): Kafka =>
    new Kafka({
      brokers: [...kafka().secured],
      clientId: user,
      sasl: credentials(user),
      logLevel: logLevel.NOTHING,
      retry: { retries: 2, initialRetryTime: 50 },
    });
  const hub = () => {
    const sasl = { mechanism: 'SCRAM-SHA-512', username: HUB, password: passwordOf(HUB) } as const;
    return {
      ...connectionTo({ brokers: kafka().secured, security: 'SASL_PLAINTEXT', sasl }),
      clientId: 'concord',
      deadline: 6_000,
    };
  };
  const doors = () => access(hub(), { replicas: 1, own: `User:${HUB}` });

  const readerOf = (agency: string, isLetIn = true): Reader => ({
    topic: `concord.${agency}.v1`,
    groupPrefix: `${agency}.`,
    principals: isLetIn ? [`User:${agency}`] : [],
  });
  const both = [readerOf('school'), readerOf('health')];
  const settle = async (readers: readonly Reader[]): Promise<void> => {
    await doors().apply(await doors().plan(readers));
    // What was accepted reaches the broker a moment later.
    while (!isDone(await doors().plan(readers)));
  };

  const send = async (agency: string, value: string): Promise<void> => {
    const open = topics(hub());
    await open.sender().send(`concord.${agency}.v1`, [{ key: 'k', value }]);
    await open.close();
  };

  const consumers: Consumer[] = [];
  afterAll(() => Promise.all(consumers.map((consumer) => consumer.disconnect())));

  /** What became of a partner's consumer, in order: what it read, and `put out` with the broker's words. */
  interface Heard {
    readonly said: readonly string[];
    until(pattern: RegExp): Promise<void>;
  }
  const listen = async (user: string, topic: string, groupId: string): Promise<Heard> => {
    const [said, news] = [[] as string[], new EventEmitter()];
    const say = (what: string): void => {
      said.push(what);

      news.emit('more');
    };
    const retry = { retries: 8, initialRetryTime: 50, restartOnFailure: () => Promise.resolve(false) };
    const consumer = as(user).consumer({ groupId, maxWaitTimeInMs: 50, retry });
    consumers.push(consumer);
    consumer.on('consumer.crash', ({ payload: { error } }) => say(`put out: ${error.message}`));
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({ eachMessage: async ({ message }) => Promise.resolve(message.value).then(String).then(say) });
    const until = async (pattern: RegExp): Promise<void> => {
      while (!said.some((what) => pattern.test(what))) await once(news, 'more');
    };
    return { said, until };
  };
  const ownGroup = (agency: string): string => `${agency}.${randomUUID()}`;

  beforeAll(async () => {
    await grantHubRights(kafka().brokers);
    await settle(both);
    await send('school', 'one');
    // The first group of a broker finds nobody to look after it for a moment; the hub waits for that.
    const open = topics(hub());
    expect(await open.sender().lastOf('concord.school.v1')).toHaveLength(1);
    await open.close();
  });

  it('is given by the hub with no more rights than it needs, and then there is nothing to do', async () => {
    expect(isDone(await doors().plan(both))).toBe(true);
    const admin = as('school').admin();
    await admin.connect();
    const { topics: found } = await admin.fetchTopicMetadata({ topics: ['concord.school.v1'] });
    expect(found[0]?.partitions).toHaveLength(1);
    expect(await admin.listTopics()).toEqual(['concord.school.v1']);
    await admin.disconnect();
  });

  it('is asked about without a word in the log, as long as the broker answers', async () => {
    const lines: string[] = [];
    const own = access({ ...hub(), log: (line) => lines.push(line) }, { replicas: 1, own: `User:${HUB}` });
    for (let count = 0; count < 3; count += 1) await own.plan(both);
    expect(lines).toEqual([]);
  });

  it('lets a partner read its own topic, in a group of its own', async () => {
    await (await listen('school', 'concord.school.v1', ownGroup('school'))).until(/^one$/);
  });

  it('lets a partner write to no topic', async () => {
    const producer = as('school').producer();
    await producer.connect();
    const attempt = producer.send({ topic: 'concord.school.v1', messages: [{ key: 'k', value: 'forged' }] });
    await expect(attempt).rejects.toThrow(/not authorized/i);
    await producer.disconnect();
  });

  it('lets a partner read no topic of another, nor learn that it is there', async () => {
    const reading = async (topic: string): Promise<string> => {
      const error: unknown = await listen('school', topic, ownGroup('school')).catch((failure: unknown) => failure);
      return String(error).replaceAll(topic, 'the topic');
    };
    const [foreign, absent] = [await reading('concord.health.v1'), await reading('concord.nobody.v1')];
    expect(foreign).toMatch(/not authorized/i);
    expect(absent).toBe(foreign);
  });

  it('lets a partner into no group of another', async () => {
    const heard = await listen('school', 'concord.school.v1', ownGroup('health'));
    await heard.until(/^put out/);
    // The broker tells it nothing about such a group, also not who looks after it; the client has no better word for that.
    expect(heard.said).toEqual(['put out: Failed to find group coordinator']);
  });

  it('ends under a live consumer when it is taken away, and the other partner notices nothing', async () => {
    const school = await listen('school', 'concord.school.v1', ownGroup('school'));
    const health = await listen('health', 'concord.health.v1', ownGroup('health'));
    await send('school', 'before');
    await school.until(/^before$/);
    await settle([readerOf('school', false), readerOf('health')]);
    await school.until(/^put out: .*not authorized/i);
    await send('school', 'after');
    await send('health', 'undisturbed');
    await health.until(/^undisturbed$/);
    expect(health.said).toEqual(['undisturbed']);
    expect(school.said.at(-1)).toMatch(/^put out/);
    expect(school.said).not.toContain('after');
    await expect(listen('school', 'concord.school.v1', ownGroup('school'))).rejects.toThrow(/not authorized/i);

    await settle(both);
    await (await listen('school', 'concord.school.v1', ownGroup('school'))).until(/^after$/);
  });
});

describeUnless(whyNoOwnKafka(), 'access to the topics of a Kafka that guards nothing', () => {
  const kafka = withOwnKafka();
  const readers = [{ topic: `concord.${randomUUID()}.v1`, groupPrefix: 'x.', principals: ['User:x'] }];
  const doors = (unguarded: boolean) =>
    access({ brokers: kafka().brokers, clientId: 'concord', deadline: 6_000 }, { replicas: 1, unguarded });

  it('is refused, so that no topic comes about that everybody could read', async () => {
    await expect(doors(false).plan(readers)).rejects.toMatchObject({ code: 'refused' });
  });

  it('is the topics alone, where somebody has said that this is enough', async () => {
    const plan = await doors(true).plan(readers);
    expect(plan).toMatchObject({ topics: [readers[0]?.topic], grant: [], revoke: [] });
    await doors(true).apply(plan);
    expect(isDone(await doors(true).plan(readers))).toBe(true);
  });
});

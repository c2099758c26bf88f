import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaFailure, topics, type Sender, type Topics } from '@hub/kafka';
import { whyNoOwnKafka, withOwnKafka } from '@hub/kafka/testing';
import { describeUnless } from '../machine.js';

const DEADLINE = 2_000;
/** What ends by its deadline ends before this; what does not goes on for longer, or for ever. */
const BY_DEADLINE = 3 * DEADLINE;
const PATIENT = 20_000;
const KILLS = process.env['CONCORD_SOAK'] ? 25 : 1;

const failed = async (work: Promise<unknown>): Promise<KafkaFailure> => {
  const failure: unknown = await work.then(
    () => 'nothing failed',
    (error: unknown) => error,
  );
  if (!(failure instanceof KafkaFailure)) throw new Error(`not a failure of Kafka: ${String(failure)}`);
  return failure;
};

describeUnless(whyNoOwnKafka(), 'when Kafka fails', () => {
  const kafka = withOwnKafka();
  const opened: Topics[] = [];
  const open = (brokers: readonly string[], deadline = DEADLINE): Topics => {
    const one = topics({ brokers, clientId: 'test', deadline });
    opened.push(one);
    return one;
  };
  afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));

  const fresh = async (): Promise<string> => {
    const name = `test.${randomUUID()}`;
    await open(kafka().brokers, PATIENT).ensure({ name, partitions: 1, replicas: 1, retentionMs: 86_400_000 });
    return name;
  };
  const numbered = (n: number) => ({ key: 'person-1', value: String(n) });
  const numbers = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => String(n));
  const inTopic = async (topic: string): Promise<readonly string[]> =>
    (await open(kafka().brokers, PATIENT).sender().lastOf(topic, 1_000_000)).map(({ value }) => value);

  /** Has it done, however long the broker takes to be itself again. */
  const insist = async (work: () => Promise<void>): Promise<void> => {
    for (let done = false; !done;)
      done = await work().then(
        () => true,
        () => sleep(50, false),
      );
  };

  /** Sends one number as who publishes would: in doubt it looks first, and sends again what is not there. */
  const sendForSure = async (sender: Sender, topic: string, n: number): Promise<void> => {
    const isThere = async (): Promise<boolean> => (await sender.lastOf(topic))[0]?.value === String(n);
    let inDoubt = false;
    for (let done = false; !done;) {
      try {
        done = inDoubt && (await isThere());
        inDoubt = false;
        if (!done) await sender.send(topic, [numbered(n)]);
        done = true;
      } catch (error) {
        inDoubt ||= error instanceof KafkaFailure && error.inDoubt;
        await sleep(50);
      }
    }
  };

  it('by a kill of the broker, everything acknowledged is there, once, in order', async () => {
    const topic = await fresh();
    const sender = open(kafka().brokers).sender();
    let sent = 0;
    const over = new AbortController();
    const sending = (async () => {
      for (; !over.signal.aborted; sent += 1) await sendForSure(sender, topic, sent);
    })();
    for (let kills = 0; kills < KILLS; kills += 1) {
      const before = sent;
      while (sent < before + 200) await sleep(10);
      await kafka().kill();
      await kafka().start();
    }
    const after = sent;
    while (sent < after + 50) await sleep(10);
    over.abort();
    await sending;
    expect(sent).toBeGreaterThan(KILLS * 200);
    expect(await inTopic(topic)).toEqual(numbers(sent));
  });

  it('by the loss of an answer under traffic, nothing is lost or doubled', async () => {
    const topic = await fresh();
    // Its repeat has half of that.
    const sender = open(kafka().proxied, 2 * DEADLINE).sender();
    await sendForSure(sender, topic, 0);
    const lost = kafka().proxy.lost();
    kafka().proxy.loseAnswers(1);
    // The first repeats what nobody has answered; the others wait for it too long to begin, or are sent after it.
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => sender.send(topic, [numbered(n + 1)])),
    );
    expect(kafka().proxy.lost()).toBe(lost + 1);
    expect(outcomes[0]?.status).toBe('fulfilled');
    const acknowledged = outcomes.flatMap(({ status }, n) => (status === 'fulfilled' ? [String(n + 1)] : []));
    expect(await inTopic(topic)).toEqual(['0', ...acknowledged]);
  });

  it('by the loss of every answer, the outcome is unknown, nothing more is sent, and a look tells the truth', async () => {
    const topic = await fresh();
    const sender = open(kafka().proxied).sender();
    await sendForSure(sender, topic, 0);
    kafka().proxy.loseAnswers(100);
    const asked = performance.now();
    const [first, second] = await Promise.all([
      failed(sender.send(topic, [numbered(1)])),
      failed(sender.send(topic, [numbered(2)])),
    ]);
    expect(performance.now() - asked).toBeLessThan(BY_DEADLINE);
    kafka().proxy.loseAnswers(0);
    expect([first.code, first.inDoubt]).toEqual(['unknown-outcome', true]);
    expect([second.code, second.inDoubt]).toEqual(['not-reconciled', false]);
    await sender.lastOf(await fresh());
    expect((await failed(sender.send(topic, [numbered(3)]))).code).toBe('not-reconciled');
    expect((await sender.lastOf(topic)).map(({ value }) => value)).toEqual(['1']);
    await sendForSure(sender, topic, 2);
    expect(await inTopic(topic)).toEqual(numbers(3));
  });

  it('by silence, a call ends in doubt at its deadline, and closing soon after', async () => {
    const topic = await fresh();
    const feed = open(kafka().proxied);
    const sender = feed.sender();
    await sendForSure(sender, topic, 0);
    kafka().proxy.hold(true);
    const asked = performance.now();
    const sending = failed(sender.send(topic, [numbered(1)]));
    await feed.close();
    expect((await sending).code).toBe('unknown-outcome');
    expect((await failed(open(kafka().proxied).ready(topic))).code).toBe('unavailable');
    expect(performance.now() - asked).toBeLessThan(2 * BY_DEADLINE);
    kafka().proxy.hold(false);
  });

  it('by its absence, every call says so within the deadline, and the same sender goes on afterwards', async () => {
    const topic = await fresh();
    const feed = open(kafka().brokers);
    const sender = feed.sender();
    const toClose = open(kafka().brokers);
    await sendForSure(sender, topic, 0);
    await sendForSure(toClose.sender(), topic, 1);
    await kafka().kill();
    const timed = async (work: Promise<unknown>): Promise<string> => {
      const asked = performance.now();
      const failure = await failed(work);
      expect(performance.now() - asked).toBeLessThan(BY_DEADLINE);
      return `${failure.code} ${String(failure.inDoubt)}`;
    };
    const answers = await Promise.all([
      timed(sender.send(topic, [numbered(2)])),
      timed(feed.sender().send(topic, [numbered(2)])),
      timed(feed.sender().lastOf(topic)),
      timed(feed.ready(topic)),
    ]);
    expect(answers).toEqual(answers.map(() => 'unavailable false'));
    expect(await timed(sender.send(topic, [numbered(2)]))).toBe('unavailable false');
    const asked = performance.now();
    await toClose.close();
    expect(performance.now() - asked).toBeLessThan(BY_DEADLINE);
    await kafka().start();
    await sendForSure(sender, topic, 2);
    await insist(() => feed.ready(topic));
    expect(await inTopic(topic)).toEqual(numbers(3));
  });
});

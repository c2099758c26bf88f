import { randomUUID } from 'node:crypto';
import { topics, type Message, type Topics } from './index.js';
import { describeUnless } from '../../test/machine.js';
import { whyNoKafka, withKafka } from './testing/index.js';

const DAY = 86_400_000;

describeUnless(await whyNoKafka(), 'topics of a real Kafka', () => {
  const kafka = withKafka();
  const lines: string[] = [];
  let open: Topics;
  beforeAll(() => {
    open = topics({ brokers: kafka().brokers, clientId: 'test', deadline: 20_000, log: (line) => lines.push(line) });
  });
  afterAll(() => open.close());

  const fresh = async (partitions = 1): Promise<string> => {
    const name = `test.${randomUUID()}`;
    await open.ensure({ name, partitions, replicas: 1, retentionMs: 14 * DAY });
    return name;
  };
  const message = (n: number, key = 'person-1'): Message => ({ key, value: `message ${n}`, headers: { n: String(n) } });

  it('are made once, and keep their number of partitions', async () => {
    const name = await fresh(3);
    const again = { name, partitions: 3, replicas: 1, retentionMs: DAY };
    await expect(open.ensure(again)).resolves.toBeUndefined();
    await expect(open.ensure({ ...again, partitions: 4 })).rejects.toMatchObject({ code: 'refused' });
  });

  it('are ready when a broker has answered about them', async () => {
    await expect(open.ready(await fresh())).resolves.toBeUndefined();
    await expect(open.ready('test.nowhere')).rejects.toMatchObject({ code: 'unknown-topic' });
  });

  it('hold what many callers sent at once, each once and in the order of the calls', async () => {
    const name = await fresh();
    const sender = open.sender();
    await Promise.all(Array.from({ length: 100 }, (_, n) => sender.send(name, [message(2 * n), message(2 * n + 1)])));
    const found = await sender.lastOf(name, 1_000);
    expect(found.map(({ value }) => value)).toEqual(Array.from({ length: 200 }, (_, n) => `message ${n}`));
    expect(found[7]).toEqual({ partition: 0, offset: 7n, key: 'person-1', value: 'message 7', headers: { n: '7' } });
  });

  it('keep the order of each key when one call has many', async () => {
    const name = await fresh(3);
    const sender = open.sender();
    const sent = Array.from({ length: 120 }, (_, n) => message(n, `person-${n % 12}`));
    await sender.send(name, sent.slice(0, 60));
    await sender.send(name, sent.slice(60));
    const found = await sender.lastOf(name, 1_000);
    expect(new Set(found.map(({ partition }) => partition)).size).toBe(3);
    for (let person = 0; person < 12; person += 1) {
      const key = `person-${person}`;
      const ofKey = (all: readonly Message[]): readonly string[] =>
        all.filter((one) => one.key === key).map(({ value }) => value);
      expect(ofKey(found)).toEqual(ofKey(sent));
    }
  });

  it('show the last of each partition, and nothing of an empty one', async () => {
    const name = await fresh(2);
    const sender = open.sender();
    expect(await sender.lastOf(name)).toEqual([]);
    for (let n = 0; n < 5; n += 1) await sender.send(name, [message(n)]);
    expect((await sender.lastOf(name)).map(({ value }) => value)).toEqual(['message 4']);
    expect((await sender.lastOf(name, 2)).map(({ value }) => value)).toEqual(['message 3', 'message 4']);
  });

  it('refuse a message that is too large, and take the next', async () => {
    const name = await fresh();
    const sender = open.sender();
    const tooLarge = { key: 'person-1', value: 'x'.repeat(2_000_000) };
    await expect(sender.send(name, [tooLarge])).rejects.toMatchObject({ code: 'too-large', inDoubt: false });
    await sender.send(name, [message(1)]);
    expect((await sender.lastOf(name, 10)).map(({ value }) => value)).toEqual(['message 1']);
  });

  it('leave a doubt when one of several messages was too large and others may be written', async () => {
    const name = await fresh(3);
    const sender = open.sender();
    const others = Array.from({ length: 12 }, (_, n) => message(n, `person-${n}`));
    const tooLarge = { key: 'person-11', value: 'x'.repeat(2_000_000) };
    await expect(sender.send(name, [...others, tooLarge])).rejects.toMatchObject({ code: 'too-large', inDoubt: true });
    await expect(sender.send(name, [message(1)])).rejects.toMatchObject({ code: 'not-reconciled', inDoubt: false });
    expect((await sender.lastOf(name, 100)).length).toBeLessThan(12);
    await sender.send(name, [message(99)]);
  });

  // Beyond it Kafka would be said to be unavailable.
  it('that do not exist are told within the deadline, and stop nobody', async () => {
    const sender = open.sender();
    await expect(sender.send('test.nowhere', [message(1)])).rejects.toMatchObject({
      code: 'unknown-topic',
      inDoubt: false,
    });
    await sender.send(await fresh(), [message(1)]);
  });

  it('take no message without a key, and nothing after the end', async () => {
    const name = await fresh();
    const sender = open.sender();
    await expect(sender.send(name, [{ key: '', value: 'x' }])).rejects.toMatchObject({ code: 'refused' });
    await sender.send(name, []);
    await sender.close();
    await expect(sender.send(name, [message(1)])).rejects.toMatchObject({ code: 'refused' });
  });

  it('are logged about without a word of a message or a key', () => {
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join('\n')).not.toMatch(/person-|message \d|xxx/);
  });
});

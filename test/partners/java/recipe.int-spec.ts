import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { topics } from '@hub/kafka';
import { whyNoKafka, whyNoMaven, withKafka } from '@hub/kafka/testing';
import { exampleOf, HEARTBEAT, signed, topicOf, wireForm, type PartnerMessage } from '@hub/partner-messages';
import { goldens, testKey } from '@hub/partner-messages/testing';
import { describeUnless } from '../../machine.js';
import { withJavaProgram } from './program.js';

const page = readFileSync('docs/partners/java.md', 'utf8');
const sources = join(import.meta.dirname, 'src/main/java/partner');
const NOTE = 'org.concord.note.shared.v1';
const { sign, jwk } = testKey('of-this-test');
const keys = JSON.stringify({ keys: [...goldens().flatMap((golden) => golden.keys.keys), jwk] });

const note = (sequence: number): string =>
  wireForm(signed({ ...exampleOf(NOTE), id: `m-${sequence}`, sequence } as PartnerMessage, sign));
const heartbeat = (lastsequence: number): string =>
  wireForm(signed({ ...exampleOf(HEARTBEAT), data: { lastsequence } } as PartnerMessage, sign));

/** A text with one byte of it changed, for every byte. */
const changedAnywhere = (text: string): readonly string[] =>
  Array.from(text).map(
    (letter, at) => `${text.slice(0, at)}${String.fromCharCode(letter.charCodeAt(0) ^ 1)}${text.slice(at + 1)}`,
  );

it('docs/partners/java.md shows the program that is tested, region by region', () => {
  const regions = readdirSync(sources).flatMap((name) =>
    [...readFileSync(join(sources, name), 'utf8').matchAll(/\/\/ #region \w+\n([\s\S]+?)\/\/ #endregion/g)].map(
      ([, code]) => code!.trim(),
    ),
  );
  expect([...page.matchAll(/```java\n([\s\S]+?)```/g)].map(([, code]) => code!.trim()).sort()).toEqual(regions.sort());
});

describeUnless(whyNoMaven(), 'a partner’s reader in Java', () => {
  const java = withJavaProgram();
  const saysOf = (lines: readonly string[]): Promise<readonly string[]> =>
    java.run('file', java.file('keys.json', keys), java.file('messages', lines.join('\n')));

  it('verifies every golden message, as it came', async () => {
    const messages = goldens().at(-1)!.messages;
    const says = messages.map(({ type }) => `${type === HEARTBEAT ? 'AFTER_A_GAP' : 'NEXT'} ${type}`);
    expect(await saysOf(messages.map(wireForm))).toEqual(says);
  });

  it('verifies none of which one byte is changed, wherever', async () => {
    const changed = changedAnywhere(note(1));
    const says = await saysOf([...changed, note(1)]);
    expect(says.slice(0, -1).filter((word) => !word.startsWith('REFUSED'))).toEqual([]);
    expect(says).toHaveLength(changed.length + 1);
    expect(says.at(-1)).toBe(`NEXT ${NOTE}`);
  });

  it('verifies none whose signature ends in another letter, though that says the same', async () => {
    const message = JSON.parse(note(1)) as PartnerMessage;
    const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
    const written = letters.map((letter) => wireForm({ ...message, jws: `${message.jws.slice(0, -1)}${letter}` }));
    const says = await saysOf(written);
    expect(written.filter((_, index) => !says[index]?.startsWith('REFUSED'))).toEqual([wireForm(message)]);
  });

  it('verifies none that a key has signed that the hub does not publish', async () => {
    const other = testKey('of-somebody-else');
    expect(await saysOf([wireForm(signed(exampleOf(NOTE), other.sign))])).toEqual(['REFUSED SecurityException']);
    const sameName = testKey('of-this-test');
    expect(await saysOf([wireForm(signed(exampleOf(NOTE), sameName.sign))])).toEqual(['REFUSED SecurityException']);
  });

  it('knows what comes again, and what is missing', async () => {
    const lines = [note(1), note(1), heartbeat(1), heartbeat(2), note(3), note(2), note(3), heartbeat(3)];
    expect((await saysOf(lines)).map((said) => said.split(' ')[0])).toEqual([
      ...['NEXT', 'NOTHING_NEW', 'NOTHING_NEW', 'AFTER_A_GAP', 'AFTER_A_GAP', 'NEXT', 'NEXT', 'NOTHING_NEW'],
    ]);
  });
});

describeUnless(whyNoMaven() ?? (await whyNoKafka()), 'a partner’s reader in Java at a real topic', () => {
  const java = withJavaProgram();
  const kafka = withKafka();

  it('reads what is there, in order, and goes on where it was', async () => {
    const agency = `school-${randomUUID()}`;
    const topic = topicOf(agency);
    const hub = topics({ brokers: kafka().brokers, clientId: 'test' });
    const read = (count: number): Promise<readonly string[]> =>
      java.run('topic', java.file('keys.json', keys), kafka().brokers.join(','), agency, String(count));
    try {
      await hub.ensure({ name: topic, partitions: 1, replicas: 1, retentionMs: 86_400_000 });
      const sender = hub.sender();
      await sender.send(
        topic,
        [note(1), note(2)].map((value) => ({ key: 'person-1', value })),
      );
      expect(await read(2)).toEqual([`NEXT ${NOTE}`, `NEXT ${NOTE}`]);
      await sender.send(topic, [{ key: 'person-1', value: note(1) }]);
      // A second run knows no place any more, but the broker knows what the group has read.
      expect(await read(1)).toEqual([`NEXT ${NOTE}`]);
    } finally {
      await hub.close();
    }
  });
});

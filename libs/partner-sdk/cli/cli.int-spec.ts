import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runFolder } from '@hub/postgres/testing';
import { conformanceKit, consume, fixedKeys, messages, type Keys } from '../index.js';
import { messageIn, sampleFeed, sampleHub, type SampleHub } from '../testing/index.js';
import { openStore } from './options.js';
import { run } from './program.js';

describe('concord-partner', () => {
  const folder = runFolder('partner-cli');
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const feed = sampleFeed();
  let hub: SampleHub;
  beforeEach(async () => {
    hub = await sampleHub();
    hub.keySet = feed.keySet;
  });
  afterEach(() => hub.close());

  /** Runs it; ends it once it has said a line that is waited for. */
  const saying = async (words: readonly string[], waitedFor?: RegExp, environment = { CONCORD_TOKEN: 'secret' }) => {
    const lines: string[] = [];
    let enough: () => void = () => undefined;
    const interrupted = new Promise<void>((resolve) => (enough = resolve));
    const say = (line: string): void => {
      lines.push(line);
      if (waitedFor?.test(line)) enough();
    };
    return { code: await run(words, { say, environment, interrupted }), lines };
  };
  const file = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };

  it('listens, and shows nothing of what a message is about', async () => {
    hub.texts.push(feed.next(), feed.recall(['note/1']));
    const store = `sqlite:${join(folder, 'listen.db')}`;
    const { code, lines } = await saying(['listen', '--hub', hub.url, '--store', store], /"recall"/);
    expect(code).toBe(0);
    expect(lines.map((line) => (JSON.parse(line) as { readonly what: string }).what)).toEqual([
      'event',
      'recall',
      'state',
    ]);
    expect(lines.join()).not.toMatch(/data|reference|secret/);
    const { lines: again } = await saying(['doctor', '--hub', hub.url, '--store', store]);
    expect(again).toEqual([
      'well  keys of the hub: 1 for ES256',
      'well  pull feed: answers, and lets you in',
      'well  store: 0 wait, 0 dead letters (0 in quarantine), 0 gaps',
    ]);
  });

  it('sends dead letters round for the consumer whose store it is, and says first what that would come to', async () => {
    const store = `sqlite:${join(folder, 'redrive.db')}`;
    const [waits, forged] = [feed.next(), feed.next()];
    const changed = forged.replace('early-help', 'early-hulp');
    const { store: database, close } = await openStore(store);
    const consumer = (texts: readonly string[], onEvent: (message: { readonly id: string }) => void) =>
      consume({
        ...{ from: messages(texts), keys: feed.keys, store: database, onEvent, retry: { attempts: 1 } },
        onRecall: () => undefined,
      });
    const failing = await consumer([waits, changed, 'no message'], () => {
      throw new Error('not yet');
    });
    await failing.ended;

    const dryRun = await saying(['redrive', '--store', store, '--dry-run']);
    const reasons = { 'handler-failed': 1, 'bad-signature': 1, malformed: 1 };
    expect(dryRun).toEqual({ code: 0, lines: [expect.any(String)] });
    expect(JSON.parse(dryRun.lines[0]!)).toEqual({
      what: 'redrive',
      dryRun: true,
      redriven: 3,
      quarantined: 0,
      reasons,
    });
    expect((await failing.state()).letters).toBe(3);

    const one = await saying(['redrive', '--store', store, '--hub', hub.url, '--reason', 'handler-failed']);
    expect(JSON.parse(one.lines[0]!)).toMatchObject({ dryRun: false, redriven: 1, reasons: { 'handler-failed': 1 } });
    const rest = await saying(['redrive', '--store', store, '--hub', hub.url]);
    expect(JSON.parse(rest.lines[0]!)).toMatchObject({ redriven: 2, reasons: { 'bad-signature': 1, malformed: 1 } });
    const handed: string[] = [];
    const healed = await consumer([], ({ id }) => void handed.push(id));
    await healed.ended;
    expect(handed).toEqual([messageIn(waits).id]);
    expect(await healed.state()).toMatchObject({ letters: 2, waiting: 0 });
    await close();
  });

  it('leaves to the consumer what it can verify by now, and hands it to nobody itself', async () => {
    const store = `sqlite:${join(folder, 'unknown-key.db')}`;
    const { store: database, close } = await openStore(store);
    const text = feed.next();
    const handed: string[] = [];
    const consumer = (keys: Keys, texts: readonly string[]) =>
      consume({
        ...{ from: messages(texts), keys, store: database, onEvent: ({ id }) => void handed.push(id) },
        onRecall: () => undefined,
        retry: { first: 1 },
      });
    await (
      await consumer(fixedKeys({ keys: [] }), [text])
    ).ended;
    const { lines } = await saying(['redrive', '--store', store, '--hub', hub.url]);
    expect(JSON.parse(lines[0]!)).toMatchObject({ redriven: 1, reasons: { 'unknown-key': 1 } });
    expect(handed).toEqual([]);
    await (
      await consumer(feed.keys, [])
    ).ended;
    expect(handed).toEqual([messageIn(text).id]);
    await close();
  });

  it('listens to a replay, to its end', async () => {
    hub.replays.set(
      'r1',
      [feed.next(), feed.next()].map((text) => feed.replayed(text, 'r1')),
    );
    const { code, lines } = await saying(['listen', '--hub', hub.url, '--replay', 'r1']);
    expect(code).toBe(0);
    expect(lines.map((line) => (JSON.parse(line) as { readonly what: string }).what)).toEqual([
      'event',
      'event',
      'state',
    ]);
  });

  it('says what is not well', async () => {
    hub.keySet = { keys: [] };
    hub.fails.push(200, 401);
    const { code, lines } = await saying(['doctor', '--hub', hub.url]);
    expect(code).toBe(1);
    expect(lines[0]).toMatch(/^bad {3}keys of the hub/);
    expect(lines[1]).toBe('bad   pull feed: /v1/feed/events answered 401');
  });

  it.each([
    ['nothing is said', ['doctor'], 'say --keys or --hub'],
    ['there is no token', ['listen', '--hub', 'http://127.0.0.1:9'], 'set CONCORD_TOKEN'],
    ['Kafka is asked for nobody', ['listen', '--brokers', '127.0.0.1:9'], 'say --agency'],
  ])('says what it lacks where %s', async (_what, words, sentence) => {
    const { code, lines } = await saying(words, undefined, {} as { CONCORD_TOKEN: string });
    expect(code).toBeGreaterThan(0);
    expect(lines.join()).toContain(sentence);
  });

  it('verifies messages, alone, in a list and line by line', async () => {
    const [good, more] = [feed.next(), feed.next({ type: 'org.concord.referral.made.v1' })];
    const keys = file('keys.json', JSON.stringify(feed.keySet));
    const verify = (content: string) => saying(['verify', file('messages', content), '--keys', keys]);
    expect(await verify(good)).toEqual({ code: 0, lines: ['1 good org.concord.note.shared.v1'] });
    expect((await verify(`[${good},${more}]`)).lines[1]).toBe(
      '2 good org.concord.referral.made.v1 (unknown to this version)',
    );
    const { code, lines } = await verify(`${good}\n${more.replace('early-help', 'early-hulp')}\n`);
    expect([code, lines[1]]).toEqual([1, '2 bad-signature: the message is not as the hub has signed it']);
  });

  it('tries itself against the kit, and judges another consumer', async () => {
    expect(await saying(['conformance'])).toEqual({ code: 0, lines: ['conforms'] });
    const { expected } = conformanceKit();
    const judge = (witnessed: unknown) =>
      saying(['conformance', '--judge', file('mine.json', JSON.stringify(witnessed))]);
    expect(await judge(expected)).toEqual({ code: 0, lines: ['conforms'] });
    expect((await judge({ ...expected, gaps: [] })).code).toBe(1);
    const { lines } = await saying(['conformance', '--kit']);
    expect(JSON.parse(lines.join('\n'))).toEqual(conformanceKit());
  });
});

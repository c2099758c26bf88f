import {
  consume,
  memoryStore,
  messages,
  PartnerError,
  type Ambient,
  type ConsumeOptions,
  type Gap,
  type Keys,
  type Letter,
  type MemoryTransaction,
} from './index.js';
import { messageIn, sampleFeed } from './testing/index.js';

/** Time that passes only while somebody waits. */
const clock = (): Ambient & { readonly pass: (milliseconds: number) => void } => {
  let now = Date.parse('2026-06-30T10:00:00.000Z');
  return {
    now: () => now,
    random: () => 1,
    pass: (milliseconds) => void (now += milliseconds),
    sleep: async (milliseconds) => {
      now += milliseconds;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
};

type Options = Partial<ConsumeOptions<MemoryTransaction>>;

/** A partner that writes down what it is handed, in order. */
const partner = (texts: Iterable<string> | AsyncIterable<string>, keys: Keys, more: Options = {}) => {
  const handed: string[] = [];
  const gaps: Gap[] = [];
  const buried: Letter[] = [];
  const options: ConsumeOptions<MemoryTransaction> = {
    from: messages(texts),
    keys,
    store: memoryStore(),
    ambient: clock(),
    onEvent: ({ id }) => void handed.push(`event ${id}`),
    onRecall: ({ id }) => void handed.push(`recall ${id}`),
    onVoid: ({ id }, { handedBefore }) => void handed.push(`void ${id}${handedBefore ? ' after all' : ''}`),
    onUnknown: ({ id }) => void handed.push(`unknown ${id}`),
    onGap: (gap) => void gaps.push(gap),
    onDeadLetter: (letter) => void buried.push(letter),
    ...more,
  };
  const run = async () => {
    const consumer = await consume(options);
    await consumer.ended;
    return consumer;
  };
  return { handed, gaps, buried, run, options };
};

/** Fails so many times, for messages with these ids. */
const failing = (times: number, ...ids: string[]) => {
  const failed = new Map<string, number>();
  return (id: string): void => {
    const count = failed.get(id) ?? 0;
    if (!ids.includes(id) || count >= times) return;
    failed.set(id, count + 1);
    throw new Error('not now');
  };
};

describe('a consumer', () => {
  it('hands events and recalls on in order, and counts them', async () => {
    const feed = sampleFeed();
    const it = partner(
      [feed.next(), feed.recall(['note/1']), feed.next({ subject: 'person/b' }), feed.heartbeat()],
      feed.keys,
    );
    const state = await (await it.run()).state();
    expect(it.handed).toEqual(['event m-1', 'recall m-2', 'event m-3']);
    expect(state).toMatchObject({ running: false, waiting: 0, letters: 0, silent: false });
    expect(state.counters).toMatchObject({ received: 4, handled: 3, heartbeats: 1 });
    expect(state.feeds).toEqual([{ source: '/northshire/concord', last: 3, missing: [] }]);
  });

  it('drops what comes again, also after it was started anew', async () => {
    const feed = sampleFeed();
    const texts = [feed.next(), feed.next(), feed.next()];
    const store = memoryStore();
    const first = partner([texts[0]!, texts[1]!, texts[0]!], feed.keys, { store });
    await first.run();
    const again = partner(texts, feed.keys, { store });
    expect((await (await again.run()).state()).counters.repeated).toBe(2);
    expect([...first.handed, ...again.handed]).toEqual(['event m-1', 'event m-2', 'event m-3']);
  });

  it('says what is missing, and of whom, and takes it when it comes late', async () => {
    const feed = sampleFeed();
    const [a, lost, b, more] = [feed.next(), feed.next(), feed.next(), feed.next({ subject: 'person/b' })];
    const store = memoryStore();
    const it = partner([a, b, more], feed.keys, { store });
    const state = await (await it.run()).state();
    const source = '/northshire/concord';
    expect(it.gaps).toEqual([
      { kind: 'missing', source, from: 2, to: 2 },
      { kind: 'of-subject', source, subject: 'person/a', sequence: 3, previous: 2 },
    ]);
    expect(state.feeds).toEqual([{ source, last: 4, missing: [{ from: 2, to: 2 }] }]);
    expect(state.counters.missed).toBe(1);
    const late = partner([lost], feed.keys, { store });
    expect((await (await late.run()).state()).feeds).toEqual([{ source, last: 4, missing: [] }]);
    expect(late.handed).toEqual(['event m-2']);
  });

  it('tells loss from silence: a heartbeat names the last, and no heartbeat is told as such', async () => {
    const feed = sampleFeed();
    const first = feed.next();
    feed.next();
    const lossy = partner([first, feed.heartbeat()], feed.keys);
    expect(await (await lossy.run()).state()).toMatchObject({
      silent: false,
      feeds: [{ missing: [{ from: 2, to: 2 }] }],
    });

    const silences: unknown[] = [];
    const quiet = async function* () {
      yield first;
      await new Promise((resolve) => setTimeout(resolve, 20));
    };
    const it = partner(quiet(), feed.keys, { silentAfter: 1_000, onSilence: (since) => void silences.push(since) });
    expect(await (await it.run()).state()).toMatchObject({ silent: true, feeds: [{ missing: [] }] });
    expect(silences).toHaveLength(1);
  });

  it.each([
    ['one byte is changed', (text: string) => text.replace('early-help', 'early-hulp'), 'bad-signature'],
    ['an attribute is added', (text: string) => text.replace('{', '{"a":1,'), 'bad-signature'],
    ['the signature is missing', (text: string) => text.replace(/"jws":"[^"]+"/, '"jws":"e30..c2ln"'), 'bad-signature'],
    ['it is no JSON', (text: string) => text.slice(1), 'malformed'],
    ['it is no object', () => '[]', 'malformed'],
  ])('hands nobody on where %s, and shows the gap', async (_what, spoilt, reason) => {
    const feed = sampleFeed();
    const [first, second, third] = [feed.next(), feed.next(), feed.next()];
    const it = partner([first, spoilt(second), spoilt(second), third], feed.keys);
    const consumer = await it.run();
    expect(it.handed).toEqual(['event m-1', 'event m-3']);
    expect(await consumer.letters()).toEqual([expect.objectContaining({ reason, loops: 0 })]);
    expect(it.gaps).toContainEqual(expect.objectContaining({ kind: 'missing', from: 2, to: 2 }));
  });

  it('does not let a forged message with the id of a true one keep that out', async () => {
    const feed = sampleFeed();
    const forger = sampleFeed('test-key');
    const it = partner([forger.next(), feed.next()], feed.keys);
    await it.run();
    expect(it.handed).toEqual(['event m-1']);
    expect(it.buried).toMatchObject([{ reason: 'bad-signature' }]);
  });

  it('buries a signed message that is not as its schema has it, in its place', async () => {
    const feed = sampleFeed();
    const it = partner([feed.next(), feed.next({ data: { reference: 7 } }), feed.next()], feed.keys);
    await it.run();
    expect(it.handed).toEqual(['event m-1', 'event m-3']);
    expect(it.gaps).toEqual([]);
    expect(it.buried).toMatchObject([{ reason: 'invalid', id: 'm-2' }]);
    expect(it.buried[0]?.detail).not.toContain('7');
  });

  it('lets through what a later minor version adds, and hands on a type that it does not know as such', async () => {
    const feed = sampleFeed();
    const data = { reference: 'note/1', validfrom: '2026-06-30T09:00:00.000Z', category: 'new-word', because: 'x' };
    const texts = [feed.next({ data, more: { urgency: 'high' } }), feed.next({ type: 'org.concord.referral.made.v1' })];
    const it = partner(texts, feed.keys);
    await it.run();
    expect(it.handed).toEqual(['event m-1', 'unknown m-2']);
    const without = partner(texts, feed.keys);
    delete (without.options as { onUnknown?: unknown }).onUnknown;
    expect((await (await without.run()).state()).counters).toMatchObject({ handled: 1, unknown: 1 });
  });

  it('skips what is to be ignored by now', async () => {
    const feed = sampleFeed();
    const it = partner([feed.next({ more: { expirytime: '2026-06-30T09:59:59.000Z' } }), feed.next()], feed.keys);
    expect((await (await it.run()).state()).counters).toMatchObject({ handled: 1, expired: 1 });
    expect(it.handed).toEqual(['event m-2']);
  });

  it('records a void message and never hands it on as content', async () => {
    const feed = sampleFeed();
    const text = feed.next();
    const it = partner([feed.voidOf(text), text, feed.next()], feed.keys);
    await it.run();
    expect(it.handed).toEqual(['void m-1', 'event m-2']);
    expect(it.gaps).toEqual([]);
  });

  it('says so where the void form comes after the full one', async () => {
    const feed = sampleFeed();
    const text = feed.next();
    const it = partner([text, feed.voidOf(text), text, feed.voidOf(text)], feed.keys);
    await it.run();
    expect(it.handed).toEqual(['event m-1', 'void m-1 after all']);
  });

  it('does not hand on what waits when its void form comes', async () => {
    const feed = sampleFeed();
    const text = feed.next();
    const handed: string[] = [];
    const it = partner([text, feed.voidOf(text)], feed.keys, {
      onEvent: () => {
        throw new Error('not now');
      },
      onVoid: ({ id }, { handedBefore }) => void handed.push(`void ${id} ${handedBefore}`),
    });
    expect(await (await it.run()).state()).toMatchObject({ waiting: 0, letters: 0 });
    expect(handed).toEqual(['void m-1 false']);
  });

  it('buries a message in the place of another', async () => {
    const feed = sampleFeed();
    const texts = [feed.next(), feed.next(), feed.next({ more: { sequence: 2, previous: 1 } })];
    const it = partner(texts, feed.keys);
    await it.run();
    expect(it.buried).toMatchObject([{ reason: 'conflict' }]);
    expect(it.handed).toEqual(['event m-1', 'event m-2']);
  });
});

describe('a handler that fails', () => {
  it('is tried again; later messages of that person wait behind it in order, others go on', async () => {
    const feed = sampleFeed();
    const [a, b] = [{ subject: 'person/a' }, { subject: 'person/b' }];
    const texts = [feed.next(a), feed.next(a), feed.recall(['note/1']), feed.next(b), feed.next(b)];
    const fail = failing(3, 'm-1');
    const handed: string[] = [];
    const it = partner(texts, feed.keys, {
      onEvent: ({ id }, { attempt }) => {
        fail(id);
        handed.push(`${id} at ${attempt}`);
      },
      onRecall: ({ id }, { attempt }) => void handed.push(`${id} at ${attempt}`),
    });
    const { counters } = await (await it.run()).state();
    expect(handed).toEqual(['m-4 at 1', 'm-5 at 1', 'm-1 at 4', 'm-2 at 1', 'm-3 at 1']);
    expect(counters).toMatchObject({ failures: 3, handled: 5, deadLetters: 0 });
  });

  it('leaves nothing written of an attempt that failed', async () => {
    const feed = sampleFeed();
    const store = memoryStore();
    const fail = failing(2, 'm-1');
    const it = partner([feed.next(), feed.next()], feed.keys, {
      store,
      onEvent: ({ id }, { transaction }) => {
        transaction.set('count', ((transaction.get('count') as number | undefined) ?? 0) + 1);
        fail(id);
      },
    });
    await it.run();
    expect(await store.transaction(({ transaction }) => Promise.resolve(transaction.get('count')))).toBe(2);
  });

  it('is given up after so many attempts, with a reason that repeats none of its words; later ones go on', async () => {
    const feed = sampleFeed();
    const it = partner([feed.next(), feed.next()], feed.keys, { retry: { attempts: 3 } });
    const fail = failing(99, 'm-1');
    const handed: string[] = [];
    const options = { ...it.options, onEvent: ({ id }: { id: string }) => (fail(id), void handed.push(id)) };
    const consumer = await consume(options);
    await consumer.ended;
    expect(handed).toEqual(['m-2']);
    expect(await consumer.letters()).toMatchObject([
      { reason: 'handler-failed', id: 'm-1', detail: 'failed 3 times: Error' },
    ]);
  });

  it('waits longer each time, and as long as the hub asks', async () => {
    const feed = sampleFeed();
    const ambient = clock();
    const times: number[] = [];
    const it = partner([feed.next()], feed.keys, {
      ambient,
      onEvent: () => {
        times.push(ambient.now());
        if (times.length < 4) throw new Error('not now');
        if (times.length < 5) throw new PartnerError('content-unavailable', 'the hub answered 503', 600_000);
      },
    });
    await it.run();
    const waits = times.slice(1).map((time, index) => Math.floor((time - times[index]!) / 1_000));
    expect(waits).toEqual([1, 4, 16, 600]);
  });

  it('may lie with the store: nothing is lost, and the next is not begun before', async () => {
    const feed = sampleFeed();
    const real = memoryStore();
    let broken = 3;
    const it = partner([feed.next(), feed.next()], feed.keys, {
      store: {
        ...real,
        transaction: (work) => (broken-- > 0 ? Promise.reject(new Error('the store is away')) : real.transaction(work)),
      },
    });
    const { counters } = await (await it.run()).state();
    expect(counters).toMatchObject({ received: 2, handled: 2, failures: 0 });
    expect(it.handed).toEqual(['event m-1', 'event m-2']);
  });
});

describe('dead letters', () => {
  it('go round again on request, three times at most, and say why they are there', async () => {
    const feed = sampleFeed();
    let healed = false;
    const handed: string[] = [];
    const it = partner([feed.next(), 'no message'], feed.keys, {
      retry: { attempts: 1 },
      onEvent: ({ id }) => {
        if (!healed) throw new Error('not yet');
        handed.push(id);
      },
    });
    const again = async (options = {}) => {
      const consumer = await consume({ ...it.options, from: messages([]) });
      const result = await consumer.redrive(options);
      await consumer.ended;
      const next = await consume({ ...it.options, from: messages([]) });
      await next.ended;
      return result;
    };
    await it.run();
    expect(await again({ dryRun: true })).toEqual({
      redriven: 2,
      quarantined: 0,
      reasons: { 'handler-failed': 1, malformed: 1 },
    });
    expect(await again({ reasons: ['handler-failed'] })).toMatchObject({ redriven: 1 });
    expect(await again()).toMatchObject({ redriven: 2 });
    expect(await again()).toMatchObject({ redriven: 2 });
    const consumer = await it.run();
    expect(await consumer.state()).toMatchObject({ letters: 2, quarantined: 1 });
    expect(await again()).toEqual({ redriven: 1, quarantined: 1, reasons: { malformed: 1 } });

    healed = true;
    const [letter] = (await consumer.letters()).filter(({ reason }) => reason === 'handler-failed');
    await again({ letters: [letter!.letter] });
    expect(handed).toEqual(['m-1']);
    expect(await consumer.state()).toMatchObject({ letters: 1, quarantined: 1 });
  });

  it('with a signature that can be verified by now take their place', async () => {
    const feed = sampleFeed();
    const texts = [feed.next(), feed.next()];
    const store = memoryStore();
    const other = sampleFeed('another-key');
    const early = partner(texts, other.keys, { store });
    await early.run();
    expect(early.buried).toMatchObject([{ reason: 'unknown-key' }, { reason: 'unknown-key' }]);
    const it = partner([], feed.keys, { store });
    const consumer = await it.run();
    await consumer.redrive();
    expect(it.handed).toEqual(['event m-1', 'event m-2']);
    expect(await consumer.letters()).toEqual([]);
  });

  it('of what is void by now are not handed on', async () => {
    const feed = sampleFeed();
    const text = feed.next();
    let healed = false;
    const it = partner([text], feed.keys, { retry: { attempts: 1 } });
    const options: ConsumeOptions<MemoryTransaction> = {
      ...it.options,
      onEvent: (message, context) => {
        if (!healed) throw new Error('not yet');
        return it.options.onEvent(message, context);
      },
    };
    await (
      await consume(options)
    ).ended;
    await (
      await consume({ ...options, from: messages([feed.voidOf(text)]) })
    ).ended;
    healed = true;
    const consumer = await consume({ ...options, from: messages([]) });
    await consumer.redrive();
    await consumer.ended;
    await (
      await consume({ ...options, from: messages([]) })
    ).ended;
    expect(it.handed).toEqual(['void m-1']);
  });
});

describe('keys', () => {
  it('that cannot be had are waited for: nothing is buried meanwhile', async () => {
    const feed = sampleFeed();
    let away = 3;
    const keys: Keys = {
      find: (kid) =>
        away-- > 0 ? Promise.reject(new PartnerError('keys-unavailable', 'no keys')) : feed.keys.find(kid),
    };
    const lines: string[] = [];
    const it = partner([feed.next()], keys, { log: (line) => void lines.push(line) });
    await it.run();
    expect([it.handed, it.buried, lines]).toEqual([
      ['event m-1'],
      [],
      Array(3).fill('waiting: PartnerError keys-unavailable'),
    ]);
  });
});

describe('stopping', () => {
  it('finishes what is under way and begins nothing more', async () => {
    const feed = sampleFeed();
    const texts = [feed.next(), feed.next()];
    const handed: string[] = [];
    let inside: () => void = () => undefined;
    const entered = new Promise<void>((resolve) => (inside = resolve));
    let go: () => void = () => undefined;
    const it = partner(texts, feed.keys, {
      onEvent: async ({ id }) => {
        inside();
        await new Promise<void>((resolve) => (go = resolve));
        handed.push(id);
      },
    });
    const consumer = await consume(it.options);
    await entered;
    const stopped = consumer.stop();
    go();
    await stopped;
    expect(handed).toEqual(['m-1']);
    const next = partner(texts, feed.keys, { store: it.options.store });
    await next.run();
    expect(next.handed).toEqual(['event m-2']);
  });

  it('does not wait for keys that nobody has', async () => {
    const feed = sampleFeed();
    const it = partner([feed.next()], { find: () => new Promise(() => undefined) });
    const consumer = await consume(it.options);
    await consumer.stop();
    expect((await consumer.state()).running).toBe(false);
  });
});

describe('whoever builds a consumer', () => {
  it('says what it does about a recall, or does not compile', () => {
    const { onRecall: _, ...without } = partner([], sampleFeed().keys).options;
    // @ts-expect-error A consumer that does not answer a recall is none.
    const attempt = () => consume(without);
    expect(attempt).toBeInstanceOf(Function);
  });

  it('reads messages by their type', () => {
    const onEvent: ConsumeOptions<MemoryTransaction>['onEvent'] = (message) => {
      if (message.type === 'org.concord.note.shared.v1') messageIn(message.data.category);
      // @ts-expect-error A consent has no category.
      if (message.type === 'org.concord.consent.withdrawn.v1') messageIn(message.data.category);
    };
    expect(onEvent).toBeInstanceOf(Function);
  });
});

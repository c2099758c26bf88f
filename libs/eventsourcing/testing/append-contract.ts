import { NO_STREAM } from '../index.js';
import { appendOf, happened, idsOf, newClaim, newStream, times } from './contract-language.js';
import type { UnderTest } from './contract-language.js';

export const appendContract = (get: () => UnderTest): void => {
  it('reads an unknown stream as empty', async () => {
    const { store } = get();
    const stream = newStream();
    expect(await store.read(stream)).toEqual([]);
    expect(await store.readMany([stream])).toEqual(new Map());
    expect(await store.heads([stream])).toEqual(new Map([[stream, NO_STREAM]]));
  });

  it('asks nothing of nobody', async () => {
    const { store } = get();
    expect(await store.readMany([])).toEqual(new Map());
    expect(await store.heads([])).toEqual(new Map());
  });

  it('keeps the order of events, without gaps in the revisions', async () => {
    const { store } = get();
    const events = times(7, (n) => happened({ n }));
    const [first, rest] = [events.slice(0, 3), events.slice(3)];
    const { stream } = await store.append(appendOf({ events: first }));
    const appended = await store.append(appendOf({ stream, events: rest, expected: 2 }));

    expect(appended).toEqual({
      stream,
      revision: 6,
      position: expect.any(String),
      eventIds: idsOf(rest),
      replayed: false,
    });
    const recorded = await store.read(stream);
    expect(recorded.map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(recorded).toMatchObject(events.map((event) => ({ ...event, stream })));
    expect(recorded.at(-1)?.position).toBe(appended.position);
  });

  it('reads a part of a stream', async () => {
    const { store } = get();
    const { stream } = await store.append(appendOf({ events: times(5, (n) => happened({ n })) }));
    const revisions = async (range: { from?: number; to?: number }) =>
      (await store.read(stream, range)).map(({ revision }) => revision);

    expect(await revisions({ from: 3 })).toEqual([3, 4]);
    expect(await revisions({ to: 1 })).toEqual([0, 1]);
    expect(await revisions({ from: 1, to: 3 })).toEqual([1, 2, 3]);
    expect(await revisions({ from: 2, to: 2 })).toEqual([2]);
    expect(await revisions({ from: 9 })).toEqual([]);
  });

  it('reads many streams at once, each from its own revision', async () => {
    const { store } = get();
    const [a, b, unknown] = [newStream(), newStream(), newStream()];
    await store.append(appendOf({ stream: a, events: times(3, () => happened()) }));
    await store.append(appendOf({ stream: b, events: times(2, () => happened()) }));

    const whole = await store.readMany([a, b, unknown]);
    expect([...whole.keys()].sort()).toEqual([a, b].sort());
    expect(whole.get(a)).toEqual(await store.read(a));
    expect(whole.get(b)).toEqual(await store.read(b));

    const part = await store.readMany([a, b, unknown], new Map([[a, 2]]));
    expect(part.get(a)).toEqual(await store.read(a, { from: 2 }));
    expect(part.get(b)).toEqual(await store.read(b));
  });

  it.each([
    ['an older revision', 0],
    ['a revision that is not there yet', 2],
    ['no stream', NO_STREAM],
  ])('refuses an append that expects %s, and writes none of it', async (_what, expected) => {
    const { store } = get();
    const { stream } = await store.append(appendOf({ events: [happened(), happened()] }));
    const stale = appendOf({ stream, events: [happened(), happened()], expected });

    await expect(store.append(stale)).rejects.toMatchObject({ name: 'EventStoreError', code: 'revision-conflict' });
    expect(await store.read(stream)).toHaveLength(2);
    expect(await store.answerTo(stale.claim)).toBeUndefined();
    expect((await store.append({ ...stale, expected: 1 })).revision).toBe(3);
  });

  it('refuses an append to a stream that should exist and does not', async () => {
    const { store } = get();
    const stale = appendOf({ expected: 0 });
    await expect(store.append(stale)).rejects.toMatchObject({ code: 'revision-conflict' });
    expect(await store.read(stale.stream)).toEqual([]);
  });

  it.each([2, 16])('lets exactly one of %i racing writers win', async (writers) => {
    const { store } = get();
    const { stream } = await store.append(appendOf());
    const race = await Promise.allSettled(
      times(writers, () => store.append(appendOf({ stream, events: [happened(), happened()], expected: 0 }))),
    );

    const lost = race.filter((outcome) => outcome.status === 'rejected');
    expect(lost).toHaveLength(writers - 1);
    for (const { reason } of lost) expect(reason).toMatchObject({ code: 'revision-conflict' });
    expect(await store.read(stream)).toHaveLength(3);
  });

  it('says the head of a stream as soon as an append is acknowledged', async () => {
    const { store } = get();
    const streams = times(4, () => newStream());
    for (let revision = 0; revision < 10; revision += 1) {
      await Promise.all(
        streams.map(async (stream) => {
          await store.append(appendOf({ stream, expected: revision - 1 }));
          expect(await store.heads([stream])).toEqual(new Map([[stream, revision]]));
        }),
      );
      expect(await store.heads(streams)).toEqual(new Map(streams.map((stream) => [stream, revision])));
    }
  });

  it('never takes a head back while others write', async () => {
    const { store } = get();
    const stream = newStream();
    let writing = true;
    let seen: number = NO_STREAM;
    const watch = async () => {
      while (writing) {
        const acknowledged = seen;
        const head = (await store.heads([stream])).get(stream)!;
        expect(head).toBeGreaterThanOrEqual(acknowledged);
        seen = Math.max(seen, head);
      }
    };
    const write = async () => {
      for (let revision = 0; revision < 30; revision += 1) {
        seen = Math.max(seen, (await store.append(appendOf({ stream, expected: revision - 1 }))).revision);
      }
      writing = false;
    };
    await Promise.all([write(), watch(), watch()]);
  });

  it('records when, and never runs backwards within a stream even if the clock does', async () => {
    const underTest = get();
    const { store } = underTest;
    const stream = newStream();
    const clock = [
      '2026-07-01T12:00:00.000Z',
      '2026-07-01T11:59:59.999Z',
      '2026-06-01T00:00:00.000Z',
      '2026-07-01T12:00:01.000Z',
    ];
    for (const [index, now] of clock.entries()) {
      underTest.now = now;
      await store.append(appendOf({ stream, expected: index - 1 }));
    }
    const recordedAt = (await store.read(stream)).map((event) => event.recordedAt);
    for (const instant of recordedAt) expect(instant).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(recordedAt).toEqual([...recordedAt].sort());
  });

  it('fails one caller alone, whatever is asked at the same time', async () => {
    const { store } = get();
    const taken = await store.append(appendOf());
    const claim = newClaim();
    await store.append(appendOf({ claim }));
    const good = times(20, () => appendOf());
    const bad = [
      appendOf({ stream: taken.stream }),
      appendOf({ claim: { ...claim, requestMac: 'mac-2' } }),
      appendOf({ events: [happened({ not: Number.NaN })] }),
      appendOf({ events: [happened({ text: 'x'.repeat(1024 * 1024) })] }),
    ];

    const outcomes = await Promise.allSettled(
      [...good.slice(0, 10), ...bad, ...good.slice(10)].map((one) => store.append(one)),
    );
    const codes = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.code as string] : []));
    expect(codes).toEqual(['revision-conflict', 'command-conflict', 'not-serialisable', 'too-large']);
    const heads = await store.heads(good.map(({ stream }) => stream));
    expect([...heads.values()]).toEqual(good.map(() => 0));
  });
};

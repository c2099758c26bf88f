import fc from 'fast-check';
import { step, type FeedState, type Known, type Range, type Step } from './feed-state.js';

/** A message of a feed, with the place that the hub gave it. */
interface Sent {
  readonly sequence: number;
  readonly previous: number;
  readonly subject: string;
}

const placed = (subjects: readonly string[]): readonly Sent[] => {
  const last = new Map<string, number>();
  return subjects.map((subject, index) => {
    const previous = last.get(subject) ?? 0;
    last.set(subject, index + 1);
    return { sequence: index + 1, previous, subject };
  });
};

/** A reader with a store of its own, as plain as it can be. */
const reader = () => {
  let state: FeedState | undefined;
  const knows = new Map<number, Known>();
  const lastOf = new Map<string, number>();
  const steps: (Step & { readonly sequence: number })[] = [];
  return {
    steps,
    state: () => state,
    handed: () =>
      steps.filter(({ verdict }) => verdict === 'next' || verdict === 'late').map(({ sequence }) => sequence),
    hears: ({ sequence, previous, subject }: Sent, isVoid = false): Step => {
      const it = step(state, {
        kind: 'message',
        sequence,
        previous,
        void: isVoid,
        known: knows.get(sequence) ?? 'nothing',
        lastOfSubject: lastOf.get(subject),
      });
      state = it.state;
      if (it.verdict !== 'conflict') knows.set(sequence, isVoid || knows.get(sequence) === 'void' ? 'void' : 'full');
      if (it.verdict !== 'conflict') lastOf.set(subject, Math.max(sequence, lastOf.get(subject) ?? 0));
      steps.push({ ...it, sequence });
      return it;
    },
    heartbeat: (lastsequence: number): Step => {
      const it = step(state, { kind: 'heartbeat', lastsequence });
      state = it.state;
      return it;
    },
  };
};

const sequencesOf = (ranges: readonly Range[]): number[] =>
  ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index));

const feeds = fc
  .array(fc.constantFrom('person/a', 'person/b', 'person/c', 'agreement/x'), { minLength: 1, maxLength: 40 })
  .map(placed);

/** A feed and what of it comes, in whatever order, however often. */
const deliveries = feeds.chain((feed) =>
  fc.tuple(fc.constant(feed), fc.array(fc.constantFrom(...feed), { maxLength: 120 })),
);

describe('a feed as it was sent', () => {
  it('is handed on whole and in order, and nothing is missing', () => {
    fc.assert(
      fc.property(feeds, (feed) => {
        const it = reader();
        for (const message of feed) expect(it.hears(message)).toMatchObject({ verdict: 'next', chain: 'whole' });
        expect(it.handed()).toEqual(feed.map(({ sequence }) => sequence));
        expect(it.state()).toEqual({ first: 1, last: feed.length, missing: [] });
      }),
    );
  });

  it('may be read from anywhere: what was told before is not missing', () => {
    fc.assert(
      fc.property(feeds, fc.nat(), (feed, from) => {
        const it = reader();
        for (const message of feed.slice(from % feed.length)) {
          expect(it.hears(message)).toEqual(expect.objectContaining({ verdict: 'next', chain: 'whole' }));
        }
        expect(it.state()?.missing).toEqual([]);
      }),
    );
  });

  it('redelivered from anywhere, as after a rebalance, changes nothing', () => {
    fc.assert(
      fc.property(feeds, fc.nat(), (feed, from) => {
        const it = reader();
        for (const message of feed) it.hears(message);
        const state = it.state();
        for (const message of feed.slice(from % feed.length)) expect(it.hears(message).verdict).toBe('repeat');
        expect(it.state()).toEqual(state);
      }),
    );
  });
});

describe('a feed that comes in whatever order and number', () => {
  it('hands each message on once, and no other', () => {
    fc.assert(
      fc.property(deliveries, ([, comes]) => {
        const it = reader();
        for (const message of comes) it.hears(message);
        expect([...it.handed()].sort((a, b) => a - b)).toEqual(
          [...new Set(comes.map(({ sequence }) => sequence))].sort((a, b) => a - b),
        );
      }),
    );
  });

  it('is never called broken, if the hub has placed it rightly', () => {
    fc.assert(
      fc.property(deliveries, ([, comes]) => {
        const it = reader();
        for (const message of comes) expect(it.hears(message).chain).not.toBe('broken');
      }),
    );
  });

  it('is missing just what lies between and has not come', () => {
    fc.assert(
      fc.property(deliveries, ([, comes]) => {
        const it = reader();
        const come = new Set<number>();
        for (const message of comes) {
          it.hears(message);
          come.add(message.sequence);
          const { first, last, missing } = it.state()!;
          expect(sequencesOf(missing)).toEqual(
            sequencesOf([{ from: first, to: last }]).filter((sequence) => !come.has(sequence)),
          );
        }
      }),
    );
  });

  it('tells of each gap once: what was told is missing, or has come since', () => {
    fc.assert(
      fc.property(deliveries, ([, comes]) => {
        const it = reader();
        for (const message of comes) it.hears(message);
        const told = it.steps.flatMap(({ gap }) => sequencesOf(gap ? [gap] : []));
        const filled = new Set(it.steps.filter(({ verdict }) => verdict === 'late').map(({ sequence }) => sequence));
        expect(new Set(told).size).toBe(told.length);
        expect(told.filter((sequence) => !filled.has(sequence))).toEqual(sequencesOf(it.state()?.missing ?? []));
      }),
    );
  });

  it('says of whom something is missing', () => {
    fc.assert(
      fc.property(feeds, fc.nat(), (feed, at) => {
        const lost = feed[at % feed.length]!;
        const it = reader();
        for (const message of feed) {
          if (message === lost) continue;
          const { chain } = it.hears(message);
          const began = it.state()!.first;
          const follows = message.previous === lost.sequence && lost.sequence >= began;
          expect([message, chain]).toEqual([message, follows ? 'gap' : 'whole']);
        }
      }),
    );
  });
});

describe('a heartbeat', () => {
  it('shows what is missing at the end, which nothing after it could', () => {
    fc.assert(
      fc.property(feeds, fc.nat(), (feed, heard) => {
        const it = reader();
        const come = feed.slice(0, 1 + (heard % feed.length));
        for (const message of come) it.hears(message);
        const { gap } = it.heartbeat(feed.length);
        expect(sequencesOf(gap ? [gap] : [])).toEqual(feed.slice(come.length).map(({ sequence }) => sequence));
        expect(it.heartbeat(feed.length).gap).toBeUndefined();
      }),
    );
  });

  it('from before changes nothing', () => {
    fc.assert(
      fc.property(feeds, fc.nat(), (feed, at) => {
        const it = reader();
        for (const message of feed) it.hears(message);
        const state = it.state();
        expect(it.heartbeat(at % (feed.length + 1))).toEqual({ state, verdict: 'alive', chain: 'whole' });
      }),
    );
  });

  it('may be the first that comes: the reader begins after it', () => {
    const it = reader();
    expect(it.heartbeat(4)).toMatchObject({ verdict: 'alive', state: { first: 5, last: 4, missing: [] } });
    expect(it.hears({ sequence: 5, previous: 2, subject: 'person/a' })).toMatchObject({
      verdict: 'next',
      chain: 'whole',
    });
  });
});

describe('a void message', () => {
  const [first] = placed(['person/a']);

  it('takes its place as every other, and its full form is a repeat afterwards', () => {
    const it = reader();
    expect(it.hears(first!, true).verdict).toBe('next');
    expect(it.hears(first!).verdict).toBe('repeat');
  });

  it('revokes what came in full, once', () => {
    const it = reader();
    it.hears(first!);
    expect([it.hears(first!, true).verdict, it.hears(first!, true).verdict]).toEqual(['revoked', 'repeat']);
  });
});

describe('what cannot be', () => {
  it('is another message in a place that was taken, and takes nothing', () => {
    const state = { first: 1, last: 3, missing: [] };
    const other = {
      kind: 'message',
      sequence: 2,
      previous: 0,
      void: false,
      known: 'nothing',
      lastOfSubject: 1,
    } as const;
    expect(step(state, other)).toEqual({ state, verdict: 'conflict', chain: 'whole' });
  });

  it.each([
    ['its predecessor is somebody else’s', 3, 1],
    ['it says that there was none, and there was', 0, 2],
    ['it comes before itself', 4, 3],
  ])('is a chain in which %s', (_what, previous, lastOfSubject) => {
    const arrival = { kind: 'message', sequence: 4, previous, void: false, known: 'nothing', lastOfSubject } as const;
    expect(step({ first: 1, last: 3, missing: [] }, arrival)).toMatchObject({ verdict: 'next', chain: 'broken' });
  });
});

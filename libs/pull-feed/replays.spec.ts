import { feedStream, type FeedEvent, type FeedReplayEvent, type FeedSelection } from '@hub/disclosures';
import { Refusal } from '@hub/eventsourcing';
import { inMemoryEventStore } from '@hub/eventsourcing/testing';
import type { PartnerMessage } from '@hub/partner-messages';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { feedReplays, type FeedReplays, type Replaying } from './index.js';
import { aReleased, feedIndexOver, messageIdOf, released, withheld } from './testing/index.js';

const START = Date.parse('2026-01-01T00:00:00.000Z');
const metadata = { agency: 'school', actor: 'release', correlationId: 'c' };
const KINDS = ['note', 'consent', 'access', 'agreement'] as const;
const instant = (minute: number): string => new Date(START + minute * 60_000).toISOString();

type Standings = ReadonlyMap<number, 'void' | 'permission-gone'>;

/** As a permission goes between two readings, and is there again. */
const replayingBy = (gone: () => Standings, left: number[]): Replaying => ({
  standings: (_, messages) => Promise.resolve(messages.map(({ sequence }) => gone().get(sequence) ?? 'permitted')),
  leaving: (_, messages) => {
    left.push(...messages.map(({ sequence }) => sequence));
    return Promise.resolve(messages.map(({ sequence }) => gone().get(sequence) ?? 'permitted'));
  },
  formOf: (replay, { message }, standing) => ({ ...message, replay, ...(standing !== 'permitted' && { void: true }) }),
});

/** A feed to the school in which every batch was released a minute later; the index shows the first few events alone. */
const aFeed = async (batches: readonly number[], shown: number, gone: () => Standings = () => new Map()) => {
  const store = inMemoryEventStore({ now: () => instant(0) });
  let sequence = 0;
  for (const [minute, size] of batches.entries()) {
    const kinds = Array.from({ length: size }, (_, index) => KINDS[(sequence + index) % KINDS.length]!);
    const messages = kinds.map((kind) => aReleased('school', (sequence += 1), { kind }));
    const event = size === 0 ? withheld('school', instant(minute)) : released('school', instant(minute), messages);
    await store.append({
      stream: feedStream('school'),
      events: [{ ...event, id: randomUUID(), metadata }],
      expected: minute - 1,
      claim: { agency: 'school', commandId: `c-${minute}`, requestMac: 'x' },
    });
  }
  const recorded = await store.read<FeedEvent>(feedStream('school'));
  const index = feedIndexOver(() => recorded.slice(0, shown));
  const sent = recorded.flatMap(({ type, data }) =>
    type === 'MessagesReleased' ? data.messages.map(({ message }) => ({ message, at: data.at })) : [],
  );
  const left: number[] = [];
  return { replays: feedReplays({ store, index, replaying: replayingBy(gone, left) }), sent, left };
};

const making = async (replays: FeedReplays, selection: FeedSelection): Promise<FeedReplayEvent['data']> => ({
  ...{ replayId: 'r1', agencyId: 'school', selection, reason: 'lost', by: 'school', worker: 'w', role: 'ig' },
  ...(await replays.preview('school', selection)),
  at: instant(0),
});

const walked = async (replays: FeedReplays, replay: FeedReplayEvent['data'], limit: number) => {
  const all: PartnerMessage[] = [];
  for (let after: number | undefined = 0; after !== undefined;) {
    const page = await replays.page(replay, after, limit);
    expect(page.messages.length).toBeLessThanOrEqual(limit);
    all.push(...page.messages);
    after = page.next;
  }
  return all;
};

const isRefused = async (work: Promise<unknown>, code: string): Promise<void> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Refusal);
  expect((error as Refusal).code).toBe(code);
};

const batches = fc.array(fc.nat(6), { minLength: 1, maxLength: 30 });
const asked = fc.oneof(
  fc.record({ kind: fc.constant('positions' as const), a: fc.integer({ min: 1, max: 90 }), b: fc.nat(90) }),
  fc.record({ kind: fc.constant('window' as const), a: fc.nat(32), b: fc.nat(32) }),
  fc.record({ kind: fc.constant('messages' as const), picks: fc.array(fc.nat(89), { minLength: 1, maxLength: 12 }) }),
);

type Sent = readonly { readonly message: PartnerMessage; readonly at: string }[];
const sequenceOf = (message: PartnerMessage): number => ('sequence' in message ? message.sequence : 0);

/** What a selection means, told slowly: which of all messages it is about. */
const meant = (sent: Sent, selection: FeedSelection): Sent => {
  if ('messages' in selection) return sent.filter(({ message }) => selection.messages.includes(message.id));
  if ('window' in selection) return sent.filter(({ at }) => at >= selection.window.from && at < selection.window.to);
  const { from, to } = selection.positions;
  return sent.filter(({ message }) => sequenceOf(message) >= from && sequenceOf(message) <= to);
};

const selectionOf = (wanted: typeof asked extends fc.Arbitrary<infer T> ? T : never, count: number): FeedSelection => {
  if (wanted.kind === 'positions') return { positions: { from: wanted.a, to: wanted.b } };
  if (wanted.kind === 'window') return { window: { from: instant(wanted.a), to: instant(wanted.b) } };
  return { messages: wanted.picks.map((pick) => messageIdOf('school', (pick % Math.max(1, count)) + 1)) };
};

describe('a replay', () => {
  it('is what was released and may be told now, in order, with the rest void in its place; twice asked, the same', async () => {
    const chances = fc.array(fc.constantFrom('permitted', 'void', 'permission-gone'), { minLength: 90, maxLength: 90 });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ batches, asked, shown: fc.nat(30), limit: fc.integer({ min: 1, max: 7 }), chances }),
        async ({ batches: sizes, asked: wanted, shown, limit, chances: standings }) => {
          const gone = new Map(
            standings.flatMap((standing, index) => (standing === 'permitted' ? [] : [[index + 1, standing] as const])),
          ) as Standings;
          const { replays, sent } = await aFeed(sizes, shown, () => gone);
          fc.pre(sent.length > 0);
          const selection = selectionOf(wanted, sent.length);
          const expected = meant(sent, selection);
          if (expected.length === 0) return isRefused(replays.preview('school', selection), 'replay/nothing');
          const replay = await making(replays, selection);
          const all = await walked(replays, replay, limit);
          expect(all).toEqual(
            expected.map(({ message }) => ({
              ...message,
              ...{ replay: 'r1', ...(gone.has(sequenceOf(message)) && { void: true }) },
            })),
          );
          expect(await walked(replays, replay, limit + 1)).toEqual(all);
          const isTold = (message: PartnerMessage): boolean => !('void' in message);
          const { messages, leftOut } = replay.counts;
          const byType = Object.values(messages).reduce((total, count) => total + count, 0);
          expect(byType).toBe(all.filter(isTold).length);
          expect(leftOut.void + leftOut['permission-gone']).toBe(all.length - byType);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is decided again as it is read: what has gone since it was made is void, what has come back is told', async () => {
    let gone: Standings = new Map([[1, 'permission-gone']]);
    const { replays } = await aFeed([3], 1, () => gone);
    const replay = await making(replays, { positions: { from: 1, to: 3 } });
    expect(replay.counts.leftOut).toEqual({ void: 0, 'permission-gone': 1 });
    const voids = async () => (await walked(replays, replay, 2)).map((message) => 'void' in message);
    expect(await voids()).toEqual([true, false, false]);
    gone = new Map([[3, 'permission-gone']]);
    expect(await voids()).toEqual([false, false, true]);
  });

  it('is settled as something that is about to leave when it is read, and not when it is counted', async () => {
    const { replays, left } = await aFeed([3], 1);
    const replay = await making(replays, { positions: { from: 1, to: 3 } });
    expect(left).toEqual([]);
    await walked(replays, replay, 2);
    expect(left).toEqual([1, 2, 3]);
  });

  it('says how many of which type there are, and how many are left out for which reason', async () => {
    const gone: Standings = new Map([
      [2, 'void'],
      [5, 'permission-gone'],
    ]);
    const { replays } = await aFeed([3, 0, 3], 1, () => gone);
    expect((await replays.preview('school', { positions: { from: 1, to: 99 } })).counts).toEqual({
      messages: {
        'org.concord.note.shared.v1': 1,
        'org.concord.access.granted.v1': 1,
        'org.concord.agreement.ended.v1': 1,
        'org.concord.consent.granted.v1': 1,
      },
      leftOut: { void: 1, 'permission-gone': 1 },
    });
  });

  it('holds nothing that was released after it was made', async () => {
    const { replays } = await aFeed([2, 2], 2);
    const replay = await making(replays, { window: { from: instant(0), to: instant(9) } });
    const later = await aFeed([2, 2, 2], 3);
    expect(await walked(later.replays, replay, 10)).toHaveLength(4);
  });

  it('is of one agency’s messages alone', async () => {
    const { replays } = await aFeed([3], 1);
    await isRefused(replays.preview('health', { positions: { from: 1, to: 3 } }), 'replay/nothing');
    await isRefused(replays.preview('health', { messages: [messageIdOf('school', 1)] }), 'feed/unknown-message');
    await isRefused(replays.preview('school', { messages: ['nothing'] }), 'feed/unknown-message');
  });

  it('is refused before anything is decided where it would be too much', async () => {
    const sizes = Array.from({ length: 51 }, () => 100);
    const { replays } = await aFeed(sizes, sizes.length, () => {
      throw new Error('decided');
    });
    await isRefused(replays.preview('school', { positions: { from: 1, to: 5001 } }), 'replay/too-many');
  });
});

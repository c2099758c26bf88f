import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { feedStream, type FeedEvent } from '@hub/disclosures';
import type { Recorded } from '@hub/eventsourcing';
import { inMemoryEventStore } from '@hub/eventsourcing/testing';
import { backlogOf, NOTHING_SENT } from './backlog.js';

const SCHOOL = 'school';

/** A feed to which messages are released, and how often it was read. */
const aFeed = () => {
  const log = inMemoryEventStore({ now: () => '2026-06-30T09:12:00.000Z' });
  let [revision, sequence, reads] = [-1, 0, 0];
  const release = async (count: number): Promise<void> => {
    const messages = Array.from({ length: count }, () => ({ sequence: (sequence += 1) }));
    const type = count === 0 ? 'MessageWithheld' : 'MessagesReleased';
    const metadata = { agency: 'partnership', actor: 'test', correlationId: 'test' };
    const events = [{ type, id: randomUUID(), data: { messages }, metadata }];
    const claim = { agency: 'partnership', commandId: randomUUID(), requestMac: 'test' };
    ({ revision } = await log.append({ stream: feedStream(SCHOOL), expected: revision, events, claim }));
  };
  const from = (first: number): Promise<readonly Recorded<FeedEvent>[]> =>
    log.read<FeedEvent>(feedStream(SCHOOL), { from: first });
  const store = {
    read: ((stream, range) => {
      reads += 1;
      return log.read(stream, range);
    }) as typeof log.read,
  };
  return { release, from, backlog: backlogOf(store, SCHOOL, NOTHING_SENT), reads: () => reads, last: () => sequence };
};

describe('what of a feed is still to be sent', () => {
  it('need not be read where it is told of as it comes', async () => {
    const { release, from, backlog, reads } = aFeed();
    await release(3);
    expect(await backlog.first(10)).toHaveLength(3);
    const before = reads();
    for (let revision = 1; revision < 4; revision += 1) {
      await release(2);
      backlog.took(await from(revision));
      backlog.sent(3);
      expect(await backlog.first(10)).toHaveLength(2 * revision + 3 - 3 * revision);
    }
    expect(reads()).toBe(before);
    expect(backlog.place()).toEqual({ sequence: 9, revision: 3 });
  });

  it('is all of it, each once and in order, whatever it is told of and when', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('release' as const), count: fc.nat({ max: 3 }) }),
      fc.record({ do: fc.constant('took' as const), back: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ do: fc.constant('send' as const), count: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ do: fc.constant('both' as const), count: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ do: fc.constant('again' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { release, from, backlog, last } = aFeed();
        const sent: number[] = [];
        let events = 0;
        const send = async (count: number): Promise<number> => {
          const waiting = await backlog.first(count);
          sent.push(...waiting.map(({ released }) => released.sequence));
          backlog.sent(waiting.length);
          return waiting.length;
        };
        const took = async (back: number): Promise<void> => backlog.took(await from(Math.max(0, events - back)));
        for (const one of steps) {
          if (one.do === 'release' || one.do === 'both') {
            await release(one.count);
            events += 1;
          }
          if (one.do === 'took') await took(one.back);
          if (one.do === 'send') await send(one.count);
          // Told of while it is read.
          if (one.do === 'both') await Promise.all([send(one.count), took(1)]);
          if (one.do === 'again') backlog.lookAgain();
        }
        backlog.lookAgain();
        while ((await send(10)) > 0);
        expect(sent).toEqual(Array.from({ length: last() }, (_, n) => n + 1));
      }),
    );
  });
});

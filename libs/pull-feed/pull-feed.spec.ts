import { feedStream, type FeedEvent } from '@hub/disclosures';
import type { EventStore } from '@hub/eventsourcing';
import { inMemoryEventStore } from '@hub/eventsourcing/testing';
import type { PartnerMessage } from '@hub/partner-messages';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { messageLinks, pullFeed, type MessageLinks, type FeedPage, type PullFeed, type Settle } from './index.js';
import { aReleased, feedIndexOver, messageIdOf, released, voided, withheld, type About } from './testing/index.js';

const NOW = '2026-06-30T09:00:00.000Z';
const LONG_AGO = '2026-01-01T00:00:00.000Z';
const KEPT_SINCE = '2026-04-01T00:00:00.000Z';
const metadata = { agency: 'school', actor: 'release', correlationId: 'c' };
const KINDS = ['note', 'consent', 'access', 'agreement'] as const;

/** What is sent as it was released: whether it may be is looked at elsewhere. */
const asReleased: Settle = (_, messages) => Promise.resolve(messages.map(({ message }) => message));

interface Told {
  readonly feed: PullFeed;
  readonly linkOf: MessageLinks;
  readonly sent: readonly PartnerMessage[];
}

/** A feed with these events, of which the index shows the first few alone. */
const aFeed = async (events: readonly FeedEvent[], shown = events.length, settle = asReleased): Promise<Told> => {
  const store: EventStore = inMemoryEventStore({ now: () => NOW });
  const stream = feedStream('school');
  for (const [index, event] of events.entries())
    await store.append({
      stream,
      events: [{ ...event, id: randomUUID(), metadata }],
      expected: index - 1,
      claim: { agency: 'school', commandId: `c-${index}`, requestMac: 'x' },
    });
  const recorded = await store.read<FeedEvent>(stream);
  const index = feedIndexOver(() => recorded.slice(0, shown));
  return {
    feed: pullFeed({ store, index, settle, keptSince: () => KEPT_SINCE }),
    linkOf: messageLinks({ store, index }),
    sent: events.flatMap(({ type, data }) =>
      type === 'MessagesReleased' ? data.messages.map(({ message }) => message) : [],
    ),
  };
};

/** Batches of messages one after the other, with entries between them that tell nothing. */
const history = fc.array(fc.array(fc.constantFrom(...KINDS), { maxLength: 5 }), { maxLength: 40 }).map((batches) => {
  let sequence = 0;
  return batches.map((kinds) =>
    kinds.length === 0
      ? withheld('school', NOW)
      : released(
          'school',
          NOW,
          kinds.map((kind) => aReleased('school', (sequence += 1), { kind })),
        ),
  );
});

const kept = (page: Awaited<ReturnType<PullFeed['page']>>): FeedPage => {
  if ('earliest' in page) throw new Error('it is not kept');
  return page;
};

const walked = async (feed: PullFeed, limit: number): Promise<readonly PartnerMessage[]> => {
  const all: PartnerMessage[] = [];
  for (let page = kept(await feed.page('school', undefined, limit)); page.messages.length > 0;) {
    expect(page.messages.length).toBeLessThanOrEqual(limit);
    all.push(...page.messages);
    page = kept(await feed.page('school', page.next, limit));
  }
  return all;
};

const ofNotes = (at: string, ...sequences: readonly number[]): FeedEvent =>
  released(
    'school',
    at,
    sequences.map((sequence) => aReleased('school', sequence, { kind: 'note' })),
  );

describe('the feed as a partner fetches it', () => {
  it('is all of it in order, however it is paged and however far the index is behind', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.nat(40), fc.integer({ min: 1, max: 7 }), async (events, shown, limit) => {
        const { feed, sent } = await aFeed(events, shown);
        expect(await walked(feed, limit)).toEqual(sent);
        expect(await feed.last('school')).toBe(sent.length);
      }),
      { numRuns: 50 },
    );
  });

  it('ends with an empty page that goes on from the same place', async () => {
    const { feed } = await aFeed([ofNotes(NOW, 1, 2)]);
    expect(await feed.page('school', 2, 10)).toEqual({ messages: [], next: 2 });
    expect(await (await aFeed([])).feed.page('school', undefined, 10)).toEqual({ messages: [], next: 0 });
  });

  it('gives out nothing that has not been settled', async () => {
    const { message } = (voided('school', 2, NOW) as Extract<FeedEvent, { type: 'MessageVoided' }>).data;
    const settle: Settle = (agency, messages) => {
      expect(agency).toBe('school');
      return Promise.resolve(messages.map((each) => (each.sequence === 2 ? message : each.message)));
    };
    const { feed, sent } = await aFeed([ofNotes(NOW, 1, 2, 3)], 1, settle);
    expect(kept(await feed.page('school', undefined, 10)).messages).toEqual([sent[0], message, sent[2]]);
  });

  it('says from where on it is kept, to whoever comes too late', async () => {
    const { feed, sent } = await aFeed([ofNotes(LONG_AGO, 1, 2), ofNotes(LONG_AGO, 3), ofNotes(NOW, 4, 5)]);
    expect(await feed.page('school', 0, 10)).toEqual({ earliest: 3 });
    expect(await feed.page('school', 2, 10)).toEqual({ earliest: 3 });
    expect(await feed.page('school', 3, 10)).toEqual({ messages: sent.slice(3), next: 5 });
    expect(await walked(feed, 10)).toEqual(sent.slice(3));
  });

  it('leaves nobody without a place, also where everything is too old', async () => {
    const { feed } = await aFeed([ofNotes(LONG_AGO, 1, 2)]);
    expect(await feed.page('school', 1, 10)).toEqual({ earliest: 2 });
    expect(await feed.page('school', 2, 10)).toEqual({ messages: [], next: 2 });
  });

  it('does not wait in silence at a place that it has not come to', async () => {
    const { feed } = await aFeed([ofNotes(NOW, 1, 2)], 0);
    expect(await feed.page('school', 3, 10)).toEqual({ earliest: 0 });
  });

  it('is nobody else’s', async () => {
    const { feed, linkOf } = await aFeed([ofNotes(NOW, 1)]);
    expect(await feed.page('health', undefined, 10)).toEqual({ messages: [], next: 0 });
    expect(await linkOf('health', messageIdOf('school', 1))).toBeUndefined();
  });
});

describe('the link of a message', () => {
  const links: readonly [About, object | undefined][] = [
    [
      { kind: 'note', note: 'n7' },
      { to: 'note', id: 'n7' },
    ],
    [
      { kind: 'access', person: 'p7' },
      { to: 'person', id: 'p7' },
    ],
    [
      { kind: 'consent', person: 'p7' },
      { to: 'consents', id: 'p7' },
    ],
    [{ kind: 'agreement' }, undefined],
  ];

  it.each([0, 1])('leads to what it is about; the index shows %i of the events', async (shown) => {
    const events = [
      released(
        'school',
        NOW,
        links.map(([about], index) => aReleased('school', index + 1, about)),
      ),
    ];
    const { linkOf } = await aFeed(events, shown);
    for (const [index, [, link]] of links.entries())
      expect(await linkOf('school', messageIdOf('school', index + 1))).toEqual(link);
    expect(await linkOf('school', messageIdOf('school', 9))).toBeUndefined();
  });

  it.each([0, 1, 2])('is gone once the message is void; the index shows %i of the events', async (shown) => {
    const { linkOf } = await aFeed([ofNotes(NOW, 1, 2), voided('school', 1, NOW)], shown);
    expect(await linkOf('school', messageIdOf('school', 1))).toBeUndefined();
    expect(await linkOf('school', messageIdOf('school', 2))).toEqual({ to: 'note', id: 'n1' });
  });
});

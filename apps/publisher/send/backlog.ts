import { feedStream, type FeedEvent, type ReleasedMessage } from '@hub/disclosures';
import type { EventStore, Instant, Position, Recorded } from '@hub/eventsourcing';
import type { AgencyId } from '@hub/sharing';

/** How far a feed has been sent: the last message, and the revision of the event that it was released by. */
export interface Place {
  readonly sequence: number;
  readonly revision: number;
}

export const NOTHING_SENT: Place = { sequence: 0, revision: 0 };

/** A released message that is still to be sent. */
export interface Waiting {
  readonly revision: number;
  readonly position: Position;
  readonly released: ReleasedMessage;
}

/** What of a feed is still to be sent, in order. */
export interface Backlog {
  /** The first of it, at most so many. They stay until they are `sent`. */
  first(count: number): Promise<readonly Waiting[]>;
  /** Takes in what has just come to the feed. */
  took(news: readonly Recorded<FeedEvent>[]): void;
  /** There may be more than it was told of. */
  lookAgain(): void;
  /** The first so many are in the topic. */
  sent(count: number): void;
  /** How far the feed has been sent. */
  place(): Place;
}

/** Events that are read at once: each may hold a hundred messages. */
const AT_ONCE = 8;
/** While so many wait, others stay in the log. */
const MOST_WAITING = 1_000;

type Released = Recorded<Extract<FeedEvent, { type: 'MessagesReleased' }>>;
const isReleased = (event: Recorded<FeedEvent>): event is Released => event.type === 'MessagesReleased';

type FeedStore = Pick<EventStore, 'read'>;

const eventsOf = (store: FeedStore, agency: AgencyId, from: number): Promise<readonly Recorded<FeedEvent>[]> =>
  store.read<FeedEvent>(feedStream(agency), { from, to: from + AT_ONCE - 1 });

/** The place before the first message that was released at this time or later; none where there is none. */
export const placeBefore = async (store: FeedStore, agency: AgencyId, at: Instant): Promise<Place | undefined> => {
  for (let from = 0; ; from += AT_ONCE) {
    const events = await eventsOf(store, agency, from);
    const found = events.filter(isReleased).find(({ data }) => data.at >= at);
    const first = found?.data.messages[0];
    if (found && first) return { sequence: first.sequence - 1, revision: found.revision };
    if (events.length === 0) return undefined;
  }
};

/** The backlog of a partner after a place. */
export const backlogOf = (store: FeedStore, agency: AgencyId, from: Place): Backlog => {
  let place = from;
  let next = from.revision;
  let waiting: readonly Waiting[] = [];
  /** All that has come to the feed, as far as anybody has said, is taken in. */
  let isWhole = false;
  /** How often something was said of which not all is at hand. */
  let missed = 0;

  /** Some of it may have been taken in already. */
  const take = (events: readonly Recorded<FeedEvent>[]): void => {
    const news = events.filter(({ revision }) => revision >= next);
    next = (news.at(-1)?.revision ?? next - 1) + 1;
    const released = news
      .filter(isReleased)
      .flatMap(({ revision, position, data }) =>
        data.messages.map((message): Waiting => ({ revision, position, released: message })),
      );
    waiting = [...waiting, ...released.filter((one) => one.released.sequence > from.sequence)];
  };

  const readOn = async (): Promise<void> => {
    const before = missed;
    const events = await eventsOf(store, agency, next);
    take(events);
    // What came while it was read may not be in it.
    isWhole = events.length < AT_ONCE && missed === before;
  };

  const lookAgain = (): void => {
    isWhole = false;
    missed += 1;
  };

  return {
    first: async (count) => {
      while (waiting.length < count && !isWhole) await readOn();
      return waiting.slice(0, count);
    },
    took: (news) => {
      const [first] = news;
      if (first && first.revision <= next && waiting.length < MOST_WAITING) take(news);
      else lookAgain();
    },
    lookAgain,
    sent: (count) => {
      const last = waiting[count - 1];
      waiting = waiting.slice(count);
      if (last) place = { sequence: last.released.sequence, revision: last.revision };
    },
    place: () => place,
  };
};

import type { FeedEvent, ReleasedMessage } from '@hub/disclosures';
import type { EventStore, Recorded } from '@hub/eventsourcing';
import type { PartnerMessage } from '@hub/partner-messages';
import type { AgencyId, Instant } from '@hub/sharing';
import { feedRanges, feedReading, isReleased, type Released } from './feed-reading.js';
import type { FeedIndex, Settle } from './ports.js';

export interface PullFeedPorts {
  readonly store: Pick<EventStore, 'heads' | 'read'>;
  readonly index: FeedIndex;
  readonly settle: Settle;
  /** What was released before this time is not given out any more. */
  readonly keptSince: () => Instant;
}

/** Messages in order, as they may be sent now. `next`: the sequence after which the feed goes on. */
export interface FeedPage {
  readonly messages: readonly PartnerMessage[];
  readonly next: number;
}

/** The feed cannot go on after this place, only after `earliest`. */
export interface NotKept {
  readonly earliest: number;
}

/** One partner's feed as the partner fetches it. All of it is in the log; the index says only where. */
export interface PullFeed {
  /** At most so many messages after a sequence; missing: from the earliest on. */
  page(agency: AgencyId, after: number | undefined, limit: number): Promise<FeedPage | NotKept>;
  /** The sequence of the last message to this agency; 0: none. */
  last(agency: AgencyId): Promise<number>;
  /** When the first message after a sequence was released; `undefined` where there is none. */
  waitingSince(agency: AgencyId, after: number): Promise<Instant | undefined>;
}

/** Events of a feed that are read at a time: one may hold a hundred messages. */
const AT_ONCE = 16;

interface Dated {
  readonly sequence: number;
  readonly at: Instant;
  readonly released: ReleasedMessage;
}

const datedIn = ({ data: { at, messages } }: Released): readonly Dated[] =>
  messages.map((released) => ({ sequence: released.sequence, at, released }));

const lastIn = (events: readonly Recorded<FeedEvent>[], before: number): number =>
  events.filter(isReleased).reduce((last, { data }) => Math.max(last, data.messages.at(-1)?.sequence ?? 0), before);

export const pullFeed = ({ store, index, settle, keptSince }: PullFeedPorts): PullFeed => {
  const { read, tail } = feedReading(store);
  const rangeAfter = feedRanges({ store, index });

  const last = async (agency: AgencyId): Promise<number> => {
    const found = await index.firstAfter(agency, Number.MAX_SAFE_INTEGER);
    return lastIn(await tail(agency, found.upTo), found.last);
  };

  const earliest = async (agency: AgencyId): Promise<number> => {
    const { row, last: known } = await index.firstSince(agency, keptSince());
    return row ? row.sequence - 1 : known;
  };

  const releasedAfter = async (agency: AgencyId, after: number, limit: number): Promise<readonly Dated[]> => {
    const range = await rangeAfter(agency, after);
    const found: Dated[] = [];
    for (let from = range.from; from <= range.head && found.length < limit; from += AT_ONCE) {
      const events = await read(agency, from, Math.min(from + AT_ONCE - 1, range.head));
      found.push(
        ...events
          .filter(isReleased)
          .flatMap(datedIn)
          .filter(({ sequence }) => sequence > after),
      );
    }
    return found.slice(0, limit);
  };

  /** Whether the feed cannot go on after a place: it has gone by, or lies ahead, since the feed is of an older copy. */
  const isLost = async (agency: AgencyId, after: number, [first]: readonly Dated[]): Promise<boolean> =>
    first ? first.at < keptSince() : after > (await last(agency));

  return {
    last,
    waitingSince: async (agency, after) => (await releasedAfter(agency, after, 1))[0]?.at,

    async page(agency, place, limit) {
      const after = place ?? (await earliest(agency));
      const found = await releasedAfter(agency, after, limit);
      if (await isLost(agency, after, found)) {
        const from = await earliest(agency);
        if (from !== after) return { earliest: from };
      }
      const next = found.at(-1)?.sequence ?? after;
      return {
        messages:
          found.length === 0
            ? []
            : await settle(
                agency,
                found.map(({ released }) => released),
              ),
        next,
      };
    },
  };
};

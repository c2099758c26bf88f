import type { FeedPlaces, FeedSelection, ReleasedMessage } from '@hub/disclosures';
import { refuse, type EventStore } from '@hub/eventsourcing';
import type { AgencyId, Instant } from '@hub/sharing';
import { feedRanges, feedReading, isReleased } from './feed-reading.js';
import type { FeedIndex } from './ports.js';

export interface SelectedPorts {
  readonly store: Pick<EventStore, 'heads' | 'read'>;
  readonly index: FeedIndex;
}

/** Events that are read at a time of what lies together; what was named by itself lies anywhere. */
const AT_ONCE = 16;

/** The next place after one that is asked for, if there is any. */
const nextIn = ({ from, to, only }: FeedPlaces, after: number): number | undefined => {
  if (only) return only.find((sequence) => sequence > after);
  const next = Math.max(from, after + 1);
  return next <= to ? next : undefined;
};

/** Whether places go on after one. */
export const goesOn = (places: FeedPlaces, after: number): boolean => nextIn(places, after) !== undefined;

/** Finds in a partner's feed what is asked for once more. */
export const selected = ({ store, index }: SelectedPorts) => {
  const { read, tail } = feedReading(store);
  const rangeAfter = feedRanges({ store, index });

  const last = async (agency: AgencyId): Promise<number> => {
    const found = await index.firstAfter(agency, Number.MAX_SAFE_INTEGER);
    const later = (await tail(agency, found.upTo)).filter(isReleased).flatMap(({ data }) => data.messages);
    return later.at(-1)?.sequence ?? found.last;
  };

  /** The sequence of the first message that was released at a time or later; where there is none, the next to come. */
  const firstSince = async (agency: AgencyId, at: Instant): Promise<number> => {
    const { row, last: known, upTo } = await index.firstSince(agency, at);
    if (row) return row.sequence;
    const later = (await tail(agency, upTo)).filter(isReleased);
    const found = later.find(({ data }) => data.at >= at && data.messages.length > 0);
    return found?.data.messages[0]?.sequence ?? (later.at(-1)?.data.messages.at(-1)?.sequence ?? known) + 1;
  };

  const sequenceOf = async (agency: AgencyId, messageId: string): Promise<number> => {
    const { row, upTo } = await index.byId(agency, messageId);
    if (row) return row.sequence;
    const later = (await tail(agency, upTo)).filter(isReleased).flatMap(({ data }) => data.messages);
    const found = later.find((message) => message.messageId === messageId);
    return found?.sequence ?? refuse('feed/unknown-message', 'there is no such message');
  };

  const named = async (agency: AgencyId, messages: readonly string[]): Promise<FeedPlaces> => {
    const found = await Promise.all([...new Set(messages)].map((id) => sequenceOf(agency, id)));
    const only = found.sort((a, b) => a - b);
    return { from: only[0] ?? 1, to: only.at(-1) ?? 0, only };
  };

  return {
    /** The places that a selection comes to, of what has been released by now. */
    async places(agency: AgencyId, selection: FeedSelection): Promise<FeedPlaces> {
      if ('messages' in selection) return named(agency, selection.messages);
      if ('positions' in selection) {
        const { from, to } = selection.positions;
        return { from: Math.max(1, from), to: Math.min(to, await last(agency)) };
      }
      const { from, to } = selection.window;
      return { from: await firstSince(agency, from), to: (await firstSince(agency, to)) - 1 };
    },

    /** At most so many of the messages at these places, after one of them, in order. */
    async messages(
      agency: AgencyId,
      places: FeedPlaces,
      { after, limit }: { readonly after: number; readonly limit: number },
    ): Promise<readonly ReleasedMessage[]> {
      const found: ReleasedMessage[] = [];
      const step = places.only ? 1 : AT_ONCE;
      let [place, unread] = [after, 0];
      for (let next = nextIn(places, place); next !== undefined && found.length < limit;) {
        const range = await rangeAfter(agency, next - 1);
        const from = Math.max(range.from, unread);
        if (from > range.head) break;
        unread = Math.min(from + step, range.head + 1);
        const events = (await read(agency, from, unread - 1)).filter(isReleased);
        for (const message of events.flatMap(({ data }) => data.messages))
          if (message.sequence === nextIn(places, place)) {
            found.push(message);
            place = message.sequence;
          }
        next = nextIn(places, place);
      }
      return found.slice(0, limit);
    },
  };
};

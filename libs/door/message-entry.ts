import {
  feedStream,
  isSeenAsGap,
  itemsIn,
  type Cause,
  type FeedEvent,
  type MessageAbout,
  type WithheldAbout,
} from '@hub/disclosures';
import type { EventStore, Recorded } from '@hub/eventsourcing';
import type { AgencyId, Instant, ItemId } from '@hub/sharing';
import type { Voided } from './compared.js';
import type { FeedEntries } from './ports.js';

/** What was decided about a message, told or held back, and what has become of it. */
export interface MessageEntry {
  readonly recordedAt: Instant;
  readonly cause: Cause;
  readonly about: Omit<MessageAbout, 'items'>;
  /** Those that were told, or held back. */
  readonly items: ReadonlySet<ItemId>;
  readonly voided?: Voided;
}

export interface MessageEntriesPorts {
  readonly store: Pick<EventStore, 'read'>;
  readonly entries: FeedEntries;
}

const heldBackIn = ({ heldBack, decided }: WithheldAbout): readonly ItemId[] =>
  heldBack ?? itemsIn(decided.decision).map(({ item }) => item);

/** The entry that an event makes under an id; none of what is about nobody, and none of what leaves no trace. */
const entryIn = (event: Recorded<FeedEvent>, id: string): MessageEntry | undefined => {
  const { type, data, recordedAt } = event;
  if (type === 'MessageWithheld') {
    const { about, cause } = data;
    if (event.id !== id || !isSeenAsGap(about)) return undefined;
    return { recordedAt, cause, about, items: new Set(heldBackIn(about)) };
  }
  if (type !== 'MessagesReleased') return undefined;
  const { about, cause } = data.messages.find(({ messageId }) => messageId === id) ?? {};
  return about && cause && { recordedAt, cause, about, items: new Set(about.items.map(({ item }) => item)) };
};

const voidedBy = ({ type, data, recordedAt }: Recorded<FeedEvent>, id: string): readonly Voided[] => {
  if (type !== 'MessageVoided' || data.messageId !== id) return [];
  const { because, left = false, message: inItsPlace } = data;
  return [{ recordedAt, because, mayHaveLeft: left, inItsPlace }];
};

/**
 * Events of an agency's feed among which are all that have something under an id.
 *
 * INVARIANT: the log has the last word: what the index has not taken in yet is read whole.
 */
export const feedEventsAbout =
  ({ store, entries }: MessageEntriesPorts) =>
  async (agency: AgencyId, id: string): Promise<readonly Recorded<FeedEvent>[]> => {
    const stream = feedStream(agency);
    const { revisions, upTo } = await entries.find(agency, id);
    const ranges = [...revisions.map((one) => ({ from: one, to: one })), { from: upTo + 1 }];
    return (await Promise.all(ranges.map((range) => store.read<FeedEvent>(stream, range)))).flat();
  };

/** Finds what an agency's feed has under the id of an entry of the trail; `undefined` where it has nothing. */
export const messageEntries = (ports: MessageEntriesPorts) => {
  const eventsAbout = feedEventsAbout(ports);

  return async (agency: AgencyId, id: string): Promise<MessageEntry | undefined> => {
    const events = await eventsAbout(agency, id);
    const [entry] = events.flatMap((event) => entryIn(event, id) ?? []);
    const [voided] = events.flatMap((event) => voidedBy(event, id));
    return entry && { ...entry, ...(voided && { voided }) };
  };
};

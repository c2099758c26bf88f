import { inLayers, layered, type Folding, type Layers, type Position } from '@hub/eventsourcing';
import type { MessageType } from '@hub/partner-messages';
import type { Instant, ItemId, PersonId } from '@hub/sharing';
import type { Cause, FeedEvent, ParkedBecause, ReleasedMessage } from './feed-events.js';

/** A message that was released, and whether it is void. */
export interface Released {
  readonly sequence: number;
  readonly type: MessageType;
  readonly void: boolean;
  /** It is void because it could not be sent: what it says has still to be told. */
  readonly setAside?: true;
}

/** Somebody, or an agreement, of which a partner is told nothing until somebody has looked at it. */
export interface Parked {
  /** Missing where the message was about nobody, or rested on no decision. */
  readonly person?: PersonId;
  readonly because: ParkedBecause;
  readonly at: Instant;
  /** Whatever came from here on waits. */
  readonly cause: Cause;
  /** The log up to here had been dealt with when that came; missing: nothing had. */
  readonly since?: Position;
}

/** What a partner has been told of one thing last. */
export interface ToldItem {
  readonly messageId: string;
  readonly revision: number;
}

/** What one partner has been told. */
export interface Feed {
  /** The log has been dealt with up to here, or further: what led to nothing is not written down. */
  readonly upTo: Position | undefined;
  /** The last sequence; 0 where there is none. */
  readonly sequence: number;
  readonly lastOfKey: Layers<number>;
  /** By message id. */
  readonly released: Layers<Released>;
  /** By key and item. */
  readonly told: Layers<ToldItem>;
  /** By key: the last message that said that access came or went. */
  readonly access: Layers<string>;
  /** While the agency is suspended: whatever came after this waits. */
  readonly paused?: Position;
  readonly parked: ReadonlyMap<string, Parked>;
  /** The last time that somebody was parked who is not any more. */
  readonly unparked: ReadonlyMap<string, Parked>;
}

const ACCESS_GRANTED = 'org.concord.access.granted.v1' satisfies MessageType;
const ACCESS_WITHDRAWN = 'org.concord.access.withdrawn.v1' satisfies MessageType;

type Voided = Extract<FeedEvent, { type: 'MessageVoided' }>['data'];

const placeOf = (key: string, item: ItemId): string => `${key} ${item}`;

export const wasReleased = (feed: Feed, messageId: string): boolean => inLayers(feed.released, messageId) !== undefined;

export const wasSetAside = (feed: Feed, messageId: string): boolean =>
  inLayers(feed.released, messageId)?.setAside === true;

/** What the partner has been told of an item last; of a message that is void it has been told nothing. */
export const toldOf = (feed: Feed, key: string, item: ItemId): (ToldItem & Released) | undefined => {
  const told = inLayers(feed.told, placeOf(key, item));
  const released = told && inLayers(feed.released, told.messageId);
  return told && released && !released.void ? { ...told, ...released } : undefined;
};

/** Whether the partner believes that it may read something about somebody; `undefined` where it was never told. */
export const accessTold = (feed: Feed, key: string): boolean | undefined => {
  const released = inLayers(feed.released, inLayers(feed.access, key) ?? '');
  return released && (released.type === ACCESS_GRANTED) !== released.void;
};

/** What the next message with a key has as its place, after others that are about to be released. */
export const nextPlace = (
  { sequence, lastOfKey }: Feed,
  key: string,
  before: readonly Pick<ReleasedMessage, 'key' | 'sequence'>[] = [],
) => ({
  sequence: (before.at(-1)?.sequence ?? sequence) + 1,
  previous: before.findLast((one) => one.key === key)?.sequence ?? inLayers(lastOfKey, key) ?? 0,
});

const SAYS_ACCESS: readonly MessageType[] = [ACCESS_GRANTED, ACCESS_WITHDRAWN];

const afterRelease = (feed: Feed, messages: readonly ReleasedMessage[]): Feed => ({
  ...feed,
  sequence: messages.at(-1)?.sequence ?? feed.sequence,
  lastOfKey: layered(feed.lastOfKey, new Map(messages.map(({ key, sequence }) => [key, sequence]))),
  released: layered(
    feed.released,
    new Map(messages.map(({ messageId, sequence, message: { type } }) => [messageId, { sequence, type, void: false }])),
  ),
  told: layered(
    feed.told,
    new Map(
      messages.flatMap(({ messageId, key, about }) =>
        (about?.items ?? []).map(({ item, revision }) => [placeOf(key, item), { messageId, revision }] as const),
      ),
    ),
  ),
  access: layered(
    feed.access,
    new Map(
      messages
        .filter(({ message: { type } }) => SAYS_ACCESS.includes(type))
        .map(({ key, messageId }) => [key, messageId]),
    ),
  ),
});

/** Whoever is parked again for the same waits from where they began to. */
const parkedIn = ({ upTo, unparked }: Feed, key: string, parking: Omit<Parked, 'since'>): Parked => {
  const { person, because, at, cause } = parking;
  const before = unparked.get(key);
  const since = cause.since ?? (before?.cause.eventId === cause.eventId ? before.since : upTo);
  return { ...(person !== undefined && { person }), because, at, cause, ...(since !== undefined && { since }) };
};

const without = <V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> => {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
};

const goneBy = ({ messageId, sequence, message: { type }, because }: Voided): ReadonlyMap<string, Released> => {
  const setAside = because === 'permission-gone' ? {} : ({ setAside: true } as const);
  return new Map([[messageId, { sequence, type, void: true, ...setAside }]]);
};

const afterPause = ({ paused: _, ...state }: Feed, { upTo }: { readonly upTo: Position }): Feed => ({ ...state, upTo });

const afterUnparking = (state: Feed, key: string): Feed => {
  const before = state.parked.get(key);
  if (!before) return state;
  return { ...state, parked: without(state.parked, key), unparked: new Map([...state.unparked, [key, before]]) };
};

/** What a partner has been told, of its feed. */
export const feedFolding: Folding<Feed, FeedEvent> = {
  initial: {
    upTo: undefined,
    sequence: 0,
    lastOfKey: [],
    released: [],
    told: [],
    access: [],
    parked: new Map(),
    unparked: new Map(),
  },

  evolve(state, event) {
    switch (event.type) {
      case 'MessagesReleased':
        return { ...afterRelease(state, event.data.messages), upTo: event.data.upTo };
      case 'MessageWithheld':
        return { ...state, upTo: event.data.upTo };
      case 'MessageVoided':
        return { ...state, released: layered(state.released, goneBy(event.data)) };
      case 'FeedPaused':
        return { ...state, paused: event.data.since };
      case 'FeedResumed':
        return afterPause(state, event.data);
      case 'PersonParked': {
        const { key, ...parking } = event.data;
        return { ...state, parked: new Map([...state.parked, [key, parkedIn(state, key, parking)]]) };
      }
      case 'PersonUnparked':
        return afterUnparking(state, event.data.key);
      default:
        return state;
    }
  },
};

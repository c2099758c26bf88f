import { inLayers, refuse, unreachable, type Decider } from '@hub/eventsourcing';
import type {
  FeedCommand,
  ParkPerson,
  PauseFeed,
  ReleaseMessages,
  ResumeFeed,
  UnparkPerson,
  VoidReleased,
  WithholdMessage,
} from './feed-commands.js';
import { UNPARKING_REASONS, type FeedEvent, type ReleasedMessage } from './feed-events.js';
import { feedFolding, nextPlace, wasReleased, type Feed } from './feed-state.js';
import { itemsIn } from './recorded-decision.js';

/** So many messages are released by one event at most. */
export const MOST_RELEASED = 100;

/** What is told is what the decision shows, at the revision that was decided on. */
const isDecided = ({ about }: ReleasedMessage): boolean => {
  if (!about || about.items.length === 0) return true;
  const { decision } = about.decided;
  const shown = new Map(
    itemsIn(decision)
      .filter(({ passages }) => passages.some(({ outcome }) => outcome === 'permit'))
      .map(({ item, revision }) => [item, revision]),
  );
  return decision.entitled && about.items.every(({ item, revision }) => shown.get(item) === revision);
};

type Before = readonly ReleasedMessage[];

const inPlace = (feed: Feed, { message, key, sequence }: ReleasedMessage, before: Before): void => {
  const place = nextPlace(feed, key, before);
  if (!('sequence' in message) || message.sequence !== sequence || sequence !== place.sequence)
    return refuse('feed/sequence', 'messages follow each other without a gap');
  if (message.previous !== place.previous)
    refuse('feed/previous', 'a message names the last one with its key before it');
};

const checked = (feed: Feed, one: ReleasedMessage, before: Before): void => {
  const { messageId, message, key } = one;
  if (message.id !== messageId) refuse('feed/another-message', 'a message is released under its own id');
  if (wasReleased(feed, messageId) || before.some((other) => other.messageId === messageId))
    refuse('feed/already-released', 'a message is released once');
  inPlace(feed, one, before);
  if (feed.parked.has(key)) refuse('feed/parked', 'whoever is parked waits');
  if (!isDecided(one)) refuse('feed/not-permitted', 'only what the decision permits is told');
};

const released = ({ now: at, ...batch }: ReleaseMessages['data'], feed: Feed): readonly FeedEvent[] => {
  const { messages } = batch;
  if (messages.length > MOST_RELEASED) refuse('feed/too-many', 'too many messages at once');
  messages.forEach((one, index) => checked(feed, one, messages.slice(0, index)));
  return messages.length === 0 ? [] : [{ type: 'MessagesReleased', data: { ...batch, at } }];
};

const withheld = ({ now: at, ...entry }: WithholdMessage['data']): readonly FeedEvent[] => {
  if (!entry.about.decided.decision.entitled)
    return refuse('feed/not-entitled', 'what is withheld is kept where the partner has to do with the person');
  return [{ type: 'MessageWithheld', data: { ...entry, at } }];
};

const voided = ({ now: at, ...voiding }: VoidReleased['data'], feed: Feed): readonly FeedEvent[] => {
  const { messageId, message } = voiding;
  const known = inLayers(feed.released, messageId);
  if (known === undefined) return refuse('feed/unknown-message', 'there is no such message');
  if (known.void) return [];
  if (message.id !== messageId || message.sequence !== known.sequence || message.type !== known.type)
    return refuse('feed/another-message', 'the void form keeps id, place and type of the message');
  return [{ type: 'MessageVoided', data: { ...voiding, sequence: known.sequence, at } }];
};

const parked = ({ now: at, ...entry }: ParkPerson['data'], state: Feed): readonly FeedEvent[] =>
  state.parked.has(entry.key) ? [] : [{ type: 'PersonParked', data: { ...entry, at } }];

const paused = ({ now: at, ...entry }: PauseFeed['data'], state: Feed): readonly FeedEvent[] =>
  state.paused === undefined ? [{ type: 'FeedPaused', data: { ...entry, at } }] : [];

const resumed = ({ now: at, ...entry }: ResumeFeed['data'], state: Feed): readonly FeedEvent[] =>
  state.paused === undefined ? [] : [{ type: 'FeedResumed', data: { ...entry, at } }];

const unparked = ({ now: at, ...entry }: UnparkPerson['data'], state: Feed): readonly FeedEvent[] => {
  if (!UNPARKING_REASONS.includes(entry.reason)) refuse('feed/unknown-reason', 'the reason is not one of the list');
  return state.parked.has(entry.key)
    ? [{ type: 'PersonUnparked', data: { ...entry, at } }]
    : refuse('feed/not-parked', 'nothing is parked under this key');
};

/** One partner's feed: numbered without gaps, each message once, void only where it was released. */
export const feed: Decider<Feed, FeedCommand, FeedEvent> = {
  ...feedFolding,

  decide(command, state) {
    switch (command.type) {
      case 'ReleaseMessages':
        return released(command.data, state);
      case 'WithholdMessage':
        return withheld(command.data);
      case 'VoidMessage':
        return voided(command.data, state);
      case 'ParkPerson':
        return parked(command.data, state);
      case 'UnparkPerson':
        return unparked(command.data, state);
      case 'PauseFeed':
        return paused(command.data, state);
      case 'ResumeFeed':
        return resumed(command.data, state);
      default:
        return unreachable(command);
    }
  },
};

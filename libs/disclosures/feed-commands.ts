import type { Command, Event } from '@hub/eventsourcing';
import type { Instant } from '@hub/sharing';
import type { FeedEvent } from './feed-events.js';

type DataOf<T extends FeedEvent['type']> = Extract<FeedEvent, Event<T>>['data'];

/** The same as it is asked for: at the time now. */
type Asking<D, Derived extends keyof D = never> = Omit<D, 'at' | Derived> & { readonly now: Instant };

/** Messages that are complete: decided, in their places, and signed. At most `MOST_RELEASED` at once. */
export type ReleaseMessages = Command<'ReleaseMessages', Asking<DataOf<'MessagesReleased'>>>;
export type WithholdMessage = Command<'WithholdMessage', Asking<DataOf<'MessageWithheld'>>>;
/** `message` is the signed form that keeps its place. */
export type VoidReleased = Command<'VoidMessage', Asking<DataOf<'MessageVoided'>, 'sequence'>>;
export type ParkPerson = Command<'ParkPerson', Asking<DataOf<'PersonParked'>>>;
export type UnparkPerson = Command<'UnparkPerson', Asking<DataOf<'PersonUnparked'>>>;
export type PauseFeed = Command<'PauseFeed', Asking<DataOf<'FeedPaused'>>>;
export type ResumeFeed = Command<'ResumeFeed', Asking<DataOf<'FeedResumed'>>>;

export type FeedCommand =
  ReleaseMessages | WithholdMessage | VoidReleased | ParkPerson | UnparkPerson | PauseFeed | ResumeFeed;

import { feed, type Feed, type FeedEvent, type ReleasedMessage } from '@hub/disclosures';
import { fold, inLayers, layered, type Folding, type Layers } from '@hub/eventsourcing';
import type { PartnerMessage } from '@hub/partner-messages';
import type { VoidForm } from './void-form.js';

/** A partner's feed, and what stands in the place of the messages that are void. */
export interface Told {
  readonly feed: Feed;
  /** By message id. */
  readonly voided: Layers<VoidForm>;
}

const voidedBy = (event: FeedEvent): readonly (readonly [string, VoidForm])[] =>
  event.type === 'MessageVoided' ? [[event.data.messageId, event.data.message]] : [];

export const toldFolding: Folding<Told, FeedEvent> = {
  initial: { feed: feed.initial, voided: [] },
  evolve: (told, event) => ({
    feed: feed.evolve(told.feed, event),
    voided: layered(told.voided, new Map(voidedBy(event))),
  }),
};

/** A message as it is told: what was released, or what stands in its place. */
export const formIn =
  ({ voided }: Told) =>
  ({ messageId, message }: ReleasedMessage): PartnerMessage =>
    inLayers(voided, messageId) ?? message;

/** What a partner is told, all of it and in order: a function of what was released and what is void, and of nothing else. */
export const toldBy = (events: readonly FeedEvent[]): readonly PartnerMessage[] => {
  const form = formIn(fold(toldFolding, events));
  return events.flatMap((event) => (event.type === 'MessagesReleased' ? event.data.messages.map(form) : []));
};

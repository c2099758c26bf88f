import { feed, feedStream, type Feed, type FeedCommand, type FeedEvent } from '@hub/disclosures';
import { EventStoreError, fold, NO_STREAM, type Claim, type Event, type EventStore } from '@hub/eventsourcing';
import type { AgencyId } from '@hub/sharing';

export interface FeedWriterPorts {
  readonly store: Pick<EventStore, 'append' | 'read' | 'heads'>;
  readonly eventId: (claim: Claim, index: number) => string;
}

/** Events that are read at once: each may hold a hundred messages. */
const AT_ONCE = 100;

/** Somebody else has written to a feed meanwhile: what is not in it yet is decided afresh. */
export class FeedMoved extends Error {
  override readonly name = 'FeedMoved';
  constructor(options?: ErrorOptions) {
    super('a feed has moved', options);
  }
}

/** One partner's feed as the log has it, for the one who releases: what is written rests on exactly what was seen. */
export interface FeedWriter {
  state(): Feed;
  /** Takes in what others have written since. */
  catchUp(): Promise<void>;
  /** Durable once resolved, all or nothing. Fails with `FeedMoved` where others have written since. */
  append(commands: readonly FeedCommand[], correlationId: string): Promise<void>;
}

export const feedWriter = ({ store, eventId }: FeedWriterPorts, agency: AgencyId): FeedWriter => {
  const stream = feedStream(agency);
  let [state, revision] = [feed.initial, NO_STREAM];

  const decided = (commands: readonly FeedCommand[]) => {
    const events: FeedEvent[] = [];
    let after = state;
    for (const command of commands) {
      const each = feed.decide(command, after);
      events.push(...each);
      after = fold(feed, each, after);
    }
    return { events, after };
  };

  return {
    state: () => state,

    async catchUp() {
      const head = (await store.heads([stream])).get(stream) ?? NO_STREAM;
      while (revision < head) {
        const range = { from: revision + 1, to: Math.min(head, revision + AT_ONCE) };
        state = fold(feed, await store.read<FeedEvent>(stream, range), state);
        revision = range.to;
      }
    },

    async append(commands, correlationId) {
      const { events, after } = decided(commands);
      if (events.length === 0) return;
      const claim: Claim = { agency, commandId: `feed:${String(revision + 1)}`, requestMac: 'feed' };
      const metadata = { agency: 'partnership', actor: 'publisher', correlationId };
      const added = events.map((event: Event, index) => ({ ...event, id: eventId(claim, index), metadata }));
      try {
        const { replayed, revision: last } = await store.append({ stream, events: added, expected: revision, claim });
        // What was appended before under this claim may have been something else.
        if (replayed) throw new FeedMoved();
        [state, revision] = [after, last];
      } catch (error) {
        if (error instanceof EventStoreError && error.code === 'revision-conflict')
          throw new FeedMoved({ cause: error });
        throw error;
      }
    },
  };
};

import { feedStream, type FeedEvent, type ReleasedMessage } from '@hub/disclosures';
import { aHub } from '@hub/door/testing';
import { NO_STREAM, type Event, type EventStore, type Position, type Recorded } from '@hub/eventsourcing';
import { type FactEvent } from '@hub/facts/testing';
import { CHOSEN_TYPES } from '@hub/partner-messages';
import { subscriptionsStream, type SubscriptionEvent, type Wanted } from '@hub/subscriptions';
import { eventId } from './releasing.js';
import { releasing, type CauseEvent, type Releasing, type ReleasingPorts } from '../index.js';

/** Everything of health's that the agreement `early-help` of `partnership()` may bring the school. */
export const wanted: Wanted = {
  agreementId: 'early-help',
  role: 'pastoral-lead',
  purpose: 'early-help',
  categories: ['identity', 'injury', 'health-visit', 'family-composition', 'involvement'],
  types: CHOSEN_TYPES,
  delivery: 'pull',
};

export const subscribed = (
  subscriptionId = 's1',
  change: Partial<Wanted> = {},
  agencyId = 'school',
): readonly SubscriptionEvent[] => [
  { type: 'SubscriptionRequested', data: { agencyId, subscriptionId, wanted: { ...wanted, ...change }, worker: 'w' } },
  { type: 'SubscriptionApproved', data: { agencyId, subscriptionId, by: 'partnership', worker: 'w' } },
];

const PAGE = 7;

export type Happening = FactEvent | SubscriptionEvent;

/** A hub over a log in memory, with a publisher that does something only when it is told to. */
export const aPublisher = (
  change: Partial<ReleasingPorts> = {},
  through = (store: EventStore): EventStore => store,
) => {
  const hub = aHub();
  const store = through(hub.store);
  const ports: ReleasingPorts = {
    store,
    facts: hub.ports.facts,
    now: hub.now,
    hash: hub.ports.hash,
    eventId,
    sign: () => 'h..s',
    partnership: 'northshire',
    publicUrl: 'https://hub.example',
    ...change,
  };
  let commands = 0;
  let release: Releasing = releasing(ports);
  let checkpoint: Position = store.start;

  const append = async (stream: string, event: Event, correlationId?: string): Promise<void> => {
    const expected = (await hub.store.heads([stream])).get(stream) ?? NO_STREAM;
    const claim = { agency: 'test', commandId: `by hand ${String((commands += 1))}`, requestMac: 'test' };
    const metadata = { agency: 'test', actor: 'test', correlationId: correlationId ?? `call-${String(commands)}` };
    await hub.store.append({ stream, expected, events: [{ ...event, id: eventId(claim, 0), metadata }], claim });
  };

  const pages = async (work: (page: readonly CauseEvent[]) => Promise<void> | void): Promise<void> => {
    for (;;) {
      const page = (await store.page(checkpoint, PAGE)) as readonly CauseEvent[];
      const last = page.at(-1);
      if (!last) return;
      await work(page);
      checkpoint = last.position;
    }
  };

  const feedOf = async (agency = 'school'): Promise<readonly Recorded<FeedEvent>[]> =>
    hub.store.read<FeedEvent>(feedStream(agency));

  const messagesTo = async (agency = 'school'): Promise<readonly ReleasedMessage[]> =>
    (await feedOf(agency)).flatMap((event) => (event.type === 'MessagesReleased' ? event.data.messages : []));

  return {
    ...hub,
    ports,
    entries: hub.ports.entries,
    append,
    feedOf,
    messagesTo,
    happened: async (...events: readonly Happening[]): Promise<void> => {
      for (const event of events)
        if (event.type.startsWith('Subscription')) {
          const { agencyId } = event.data as SubscriptionEvent['data'];
          await append(subscriptionsStream(agencyId), event);
        } else await hub.happened(event as FactEvent);
    },
    /** Releases all that the log leads to. */
    publish: async (): Promise<void> => pages((page) => release.release(page)),
    /** A process that begins again: with its checkpoint, or with none. */
    restart: async (withCheckpoint: boolean): Promise<void> => {
      const upTo = checkpoint;
      release = releasing(ports);
      checkpoint = store.start;
      if (!withCheckpoint) return;
      const all = (await store.page(store.start, 1_000_000)) as readonly CauseEvent[];
      release.remember(all.filter(({ position }) => !store.isAfter(position, upTo)));
      await release.catchUp();
      checkpoint = upTo;
    },
    parked: () => release.parked(),
    /** What has been told, as short words. */
    told: async (agency = 'school'): Promise<readonly string[]> =>
      (await messagesTo(agency)).map(({ message }) => message.type.replace(/^org\.concord\.|\.v1$/g, '')),
  };
};

export type Publisher = ReturnType<typeof aPublisher>;

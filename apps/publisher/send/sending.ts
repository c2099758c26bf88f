import type { FeedEvent } from '@hub/disclosures';
import { safeError, type Health } from '@hub/platform';
import type { EventStore, Recorded } from '@hub/eventsourcing';
import type { AgencyId } from '@hub/sharing';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SendingPorts } from './ports.js';
import { toPartner, type Going, type ToPartner } from './to-partner.js';

export interface SendingParts extends SendingPorts {
  readonly store: Pick<EventStore, 'read' | 'head' | 'follow'>;
  /** Agencies that are to be told by their topics, as of now. */
  readonly partners: () => Promise<readonly AgencyId[]>;
}

/** Sends the feeds of all partners to their topics, each for itself. */
export interface Sending {
  start(): Promise<void>;
  /** Waits for requests that are under way, not longer than their deadline. */
  stop(): Promise<void>;
  health(): Promise<Health>;
  /** How it goes with each partner: with one that cannot be said, of the others all the same. */
  each(): readonly (readonly [AgencyId, Promise<Going>])[];
  /** The same of all of them together. */
  going(): Promise<ReadonlyMap<AgencyId, Going>>;
}

const PAUSE = 2_000;

const FEED = /^feed-(.+)$/;

/** Whoever is told by a topic may be others after these. */
const changesPartners = ({ stream, type }: Recorded): boolean =>
  stream.startsWith('subscriptions-') || type === 'AgencySuspended' || type === 'AgencyReinstated';

/** What has come to which feed. */
const newsIn = (batch: readonly Recorded[]): ReadonlyMap<AgencyId, readonly Recorded<FeedEvent>[]> => {
  const news = new Map<AgencyId, Recorded<FeedEvent>[]>();
  for (const event of batch) {
    const [agency] = FEED.exec(event.stream)?.slice(1) ?? [];
    // A feed holds events of a feed.
    if (agency !== undefined) news.set(agency, [...(news.get(agency) ?? []), event as Recorded<FeedEvent>]);
  }
  return news;
};

export const sending = (parts: SendingParts): Sending => {
  const { store, partners, log } = parts;
  const stopping = new AbortController();
  const senders = new Map<AgencyId, ToPartner>();
  const ending = new Map<AgencyId, Promise<void>>();
  let wanted: ReadonlySet<AgencyId> = new Set();
  let running: Promise<void> = Promise.resolve();

  /** INVARIANT: one sender for a partner at a time. Two would not know of what the other has under way. */
  const begin = (agency: AgencyId): void => {
    if (stopping.signal.aborted || !wanted.has(agency) || senders.has(agency) || ending.has(agency)) return;
    senders.set(agency, toPartner(parts, agency));
  };

  /** Nobody else waits for it. */
  const end = (agency: AgencyId, sender: ToPartner): void => {
    senders.delete(agency);
    const ended = sender.stop().finally(() => {
      ending.delete(agency);
      begin(agency);
    });
    ending.set(agency, ended);
  };

  /** Those who are partners now are sent to, and nobody else. */
  const look = async (): Promise<void> => {
    wanted = new Set(await partners());
    for (const [agency, sender] of senders) if (!wanted.has(agency)) end(agency, sender);
    for (const agency of wanted) begin(agency);
  };

  const follow = async (): Promise<void> => {
    const from = await store.head();
    await look();
    // Whatever came while nobody followed.
    for (const sender of senders.values()) sender.wake();
    for await (const batch of store.follow(from, stopping.signal)) {
      for (const [agency, news] of newsIn(batch)) senders.get(agency)?.wake(news);
      if (batch.some(changesPartners)) await look();
    }
  };

  const patiently = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await follow();
      } catch (error) {
        log.error(safeError(error), 'nobody looks for what is to be sent');
        await sleep(PAUSE, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  };

  const each = (): ReturnType<Sending['each']> =>
    [...senders].map(([agency, sender]) => [agency, sender.going()] as const);

  const going = async (): Promise<ReadonlyMap<AgencyId, Going>> =>
    new Map(await Promise.all(each().map(async ([agency, one]) => [agency, await one] as const)));

  return {
    start: () => {
      running = patiently();
      return Promise.resolve();
    },
    async stop() {
      stopping.abort();
      await running;
      await Promise.all([...ending.values(), ...[...senders.values()].map((sender) => sender.stop())]);
    },
    each,
    going,
    async health() {
      const all = [...(await going()).values()];
      const sum = (of: (one: Going) => number): number => all.reduce((total, one) => total + of(one), 0);
      const [heldUp] = all.flatMap(({ because }) => because ?? []);
      return {
        ...{
          up: heldUp === undefined,
          partners: all.length,
          lag: sum(({ lag }) => lag),
          parked: sum(({ parked }) => parked),
        },
        ...(heldUp !== undefined && { because: heldUp }),
      };
    },
  };
};

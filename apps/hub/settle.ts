import type { EventStore, RememberingGrowth } from '@hub/eventsourcing';
import { factsGatherer, type FactsGatherer, type NoteIndex } from '@hub/facts';
import {
  feedLog,
  parkMessage,
  replaying,
  settling,
  type Departures,
  type Replaying,
  type FeedLog,
  type Settle,
} from '@hub/partner-feed';
import type { Signing } from '@hub/signing';
import type { Storage } from './storage.js';

export interface SettlingParts extends Pick<Storage, 'vault'> {
  /** The log, with its heads in mind. */
  readonly store: RememberingGrowth;
  readonly index: NoteIndex;
  readonly sign: Signing['sign'];
  readonly departures: Departures;
  readonly clock: () => Date;
}

/**
 * What every message passes before it leaves, whichever way it leaves: one for all, so that it is kept in mind once. What it keeps
 * in mind of facts is its own: a partner that catches up pushes nothing of the readers' out.
 */
export interface Settling {
  readonly settle: Settle;
  readonly replaying: Replaying;
  readonly park: ReturnType<typeof parkMessage>;
  readonly store: EventStore;
  readonly feeds: FeedLog;
  readonly departures: Departures;
  readonly facts: FactsGatherer;
}

export const openSettling = ({ vault, store, index, sign, departures, clock }: SettlingParts): Settling => {
  const { keyedHash: hash, eventId } = vault;
  const facts = factsGatherer({ store, index, open: (content, place) => vault.open(content, place) });
  const feeds = feedLog({ store, eventId });
  const ports = { store, facts, feeds, sign, hash, now: () => clock().toISOString(), departures };
  return {
    ...{ store, feeds, departures, facts },
    settle: settling(ports),
    replaying: replaying(ports),
    park: parkMessage(ports),
  };
};

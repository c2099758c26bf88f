import type { ParkedBecause, ReleasedMessage } from '@hub/disclosures';
import type { EventStore } from '@hub/eventsourcing';
import type { Topics } from '@hub/kafka';
import type { Departures, FeedLog, Settle } from '@hub/partner-feed';
import type { Log } from '@hub/platform';
import type { AgencyId } from '@hub/sharing';
import type { Place } from './backlog.js';
import type { Sender } from './heartbeat.js';

/** How far each partner's feed has been sent, kept beside the log: a shortcut, for the topic itself has the last word. */
export interface SentPlaces {
  load(agency: AgencyId): Promise<Place | undefined>;
  save(agency: AgencyId, place: Place): Promise<void>;
}

/** How long to wait after failures in a row: doubled each time from `first` to `most` milliseconds, and never the same twice. */
export interface Pace {
  readonly first: number;
  readonly most: number;
}

export interface SendingPorts {
  readonly store: Pick<EventStore, 'read'>;
  readonly topics: Pick<Topics, 'ensure' | 'sender'>;
  readonly feeds: Pick<FeedLog, 'told'>;
  readonly settle: Settle;
  /** How far a feed may have left, by whatever way. */
  readonly departures: Pick<Departures, 'upTo' | 'known'>;
  /** `left`: it may have left before. */
  readonly park: (agency: AgencyId, released: ReleasedMessage, because: ParkedBecause, left: boolean) => Promise<void>;
  readonly places: SentPlaces;
  readonly sender: Sender;
  /** On how many brokers a topic is. */
  readonly replicas: number;
  readonly clock: () => Date;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly log: Log;
  readonly pace?: Pace;
}

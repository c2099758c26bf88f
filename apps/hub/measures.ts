import type { FeedLog } from '@hub/partner-feed';
import { foundInTime, PATIENCE, reportOf, type Check, type Measure, type Readiness, type Sample } from '@hub/platform';
import type { Projector, ReadStore } from '@hub/postgres';
import type { ActiveSubscriptions, FeedPosition, FeedPositions } from '../api/index.js';
import type { Going, Sending } from '../publisher/index.js';

export interface Measured {
  readonly checks: readonly Check[];
  readonly readiness: Readiness;
  readonly projector: Pick<Projector, 'states'>;
  /** Missing: there is no Kafka. */
  readonly sending: Pick<Sending, 'each'> | undefined;
  readonly feeds: Pick<FeedLog, 'told'>;
  readonly feedPositions: Pick<FeedPositions, 'all'>;
  readonly subscriptions: ActiveSubscriptions;
  readonly views: Pick<ReadStore, 'recallList'>;
  readonly clock: () => Date;
}

/** What the numbers of partners are found by. */
export type Partners = Pick<Measured, 'sending' | 'feeds' | 'feedPositions' | 'subscriptions'>;

/** So that what is found of some is there before whoever waits for all of it gives up. */
const [OF_ALL, OF_ONE] = [(PATIENCE * 3) / 4, PATIENCE / 2];

/** How partners go along, each by itself: one whose feed cannot be read hides no other's. */
export const partnerMeasures = ({ sending, feeds, feedPositions, subscriptions }: Partners): readonly Measure[] => {
  const ofTopics = (samples: (agency: string, going: Going) => readonly Sample[]): Promise<readonly Sample[]> =>
    foundInTime(
      OF_ONE,
      (sending?.each() ?? []).map(async ([agency, going]) => samples(agency, await going)),
    );

  const behindFeed = async ({ agency, position }: FeedPosition): Promise<readonly Sample[]> => {
    // Whose last one has ended cannot say any more how far it is: it would be behind for ever.
    const fetches = (await subscriptions(agency)).some(({ wanted }) => wanted.delivery === 'pull');
    if (!fetches) return [];
    const { sequence } = (await feeds.told(agency)).feed;
    return [[{ agency, delivery: 'pull' }, Math.max(0, sequence - position)]];
  };

  const behindTopics = () => ofTopics((agency, { lag }) => [[{ agency, delivery: 'kafka' }, lag]]);

  /** Of those who have said how far they are. */
  const behindFeeds = async (): Promise<readonly Sample[]> =>
    foundInTime(OF_ONE, (await feedPositions.all()).map(behindFeed));

  return [
    {
      name: 'concord_partner_lag_events',
      help: 'Messages that are released to a partner and not sent to its topic, or not dealt with by its own word.',
      labels: ['agency', 'delivery'],
      samples: () => foundInTime(OF_ALL, [behindTopics(), behindFeeds()]),
    },
    {
      name: 'concord_partner_parked',
      help: 'People and agreements of whom a partner with a topic is told nothing until somebody has looked.',
      labels: ['agency'],
      samples: () => ofTopics((agency, { parked }) => [[{ agency }, parked]]),
    },
  ];
};

/** What Prometheus is told of the hub. Agencies are named: whoever asks watches the hub, and is let in by its address. */
export const measuresOf = (of: Measured): readonly Measure[] => {
  const { checks, readiness, projector, views, clock } = of;

  return [
    {
      name: 'concord_part_up',
      help: 'Whether a part of the hub does its work (1) or does not (0), as /health has it.',
      labels: ['part'],
      samples: async () => {
        const { parts } = await reportOf(checks, readiness);
        return Object.entries(parts).map(([part, { up }]) => [{ part }, up ? 1 : 0]);
      },
    },
    {
      name: 'concord_projection_lag_events',
      help: 'Events of the log that a view does not show yet.',
      labels: ['projection'],
      samples: async () => (await projector.states()).map(({ projection, lag }) => [{ projection }, lag]),
    },
    ...partnerMeasures(of),
    {
      name: 'concord_recalls_overdue',
      help: 'Recalls that were not acknowledged in time.',
      labels: [],
      samples: async () => [[{}, await views.recallList.overdue(clock().toISOString())]],
    },
  ];
};

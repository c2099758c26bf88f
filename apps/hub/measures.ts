import type { FeedLog } from '@hub/partner-feed';
import { foundInTime, PATIENCE, reportOf, type Check, type Measure, type Readiness, type Sample } from '@hub/platform';
import type { Projector, ReadStore } from '@hub/postgres';
import type { ActiveSubscriptions, FeedPosition, FeedPositions } from '../api/index.js';
import type { Sending } from '../publisher/index.js';

export interface Measured {
  readonly checks: readonly Check[];
  readonly readiness: Readiness;
  readonly projector: Pick<Projector, 'states'>;
  /** Missing: there is no Kafka. */
  readonly sending: Pick<Sending, 'going'> | undefined;
  readonly feeds: Pick<FeedLog, 'told'>;
  readonly feedPositions: Pick<FeedPositions, 'all'>;
  readonly subscriptions: ActiveSubscriptions;
  readonly views: Pick<ReadStore, 'recallList'>;
  readonly clock: () => Date;
}

/** What Prometheus is told of the hub. Agencies are named: whoever asks watches the hub, and is let in by its address. */
export const measuresOf = (of: Measured): readonly Measure[] => {
  const { checks, readiness, projector, sending, feeds, feedPositions, subscriptions, views, clock } = of;

  const going = async () => [...((await sending?.going()) ?? [])];

  const behindTopics = async (): Promise<readonly Sample[]> =>
    (await going()).map(([agency, { lag }]) => [{ agency, delivery: 'kafka' }, lag]);

  const behindFeed = async ({ agency, position }: FeedPosition): Promise<readonly Sample[]> => {
    // Whose last one has ended cannot say any more how far it is: it would be behind for ever.
    const fetches = (await subscriptions(agency)).some(({ wanted }) => wanted.delivery === 'pull');
    if (!fetches) return [];
    const { sequence } = (await feeds.told(agency)).feed;
    return [[{ agency, delivery: 'pull' }, Math.max(0, sequence - position)]];
  };

  /** Of those who have said how far they are. One whose feed cannot be read hides no other's. */
  const behindFeeds = async (): Promise<readonly Sample[]> =>
    foundInTime(PATIENCE / 2, (await feedPositions.all()).map(behindFeed));

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
    {
      name: 'concord_partner_lag_events',
      help: 'Messages that are released to a partner and not sent to its topic, or not dealt with by its own word.',
      labels: ['agency', 'delivery'],
      samples: () => foundInTime(PATIENCE, [behindTopics(), behindFeeds()]),
    },
    {
      name: 'concord_partner_parked',
      help: 'People and agreements of whom a partner with a topic is told nothing until somebody has looked.',
      labels: ['agency'],
      samples: async () => (await going()).map(([agency, { parked }]) => [{ agency }, parked]),
    },
    {
      name: 'concord_recalls_overdue',
      help: 'Recalls that were not acknowledged in time.',
      labels: [],
      samples: async () => [[{}, await views.recallList.overdue(clock().toISOString())]],
    },
  ];
};

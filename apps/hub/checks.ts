import { EventStoreError, type EventStore } from '@hub/eventsourcing';
import type { Check, Health } from '@hub/platform';
import type { Projector, ReadStore } from '@hub/postgres';
import type { Storage } from './storage.js';
import type { ReleaseProcess, Sending, TopicAccess } from '../publisher/index.js';
import type { LogProcess } from './log-process.js';

/** What runs by itself, from the log, and what it leads to. */
export interface Running {
  readonly projector: Projector;
  readonly matching: LogProcess;
  readonly release: ReleaseProcess;
  /** Missing: there is no Kafka. */
  readonly topics: TopicAccess | undefined;
  /** Missing: there is no Kafka. */
  readonly sending: Sending | undefined;
  readonly recalls: LogProcess;
  readonly views: Pick<ReadStore, 'recallList'>;
  readonly clock: () => Date;
}

/** Milliseconds: health waits no longer than two seconds for any of its parts. */
const PATIENCE = 1_500;

/** The log as it answers now, or why it does not. */
const ofLog = async (store: Pick<EventStore, 'head'>): Promise<Health> => {
  try {
    return { up: true, head: await store.head(PATIENCE) };
  } catch (error) {
    const because = error instanceof EventStoreError ? error.because : undefined;
    return { up: false, because: because ?? 'failed' };
  }
};

/** What the hub says of itself when it is asked how it is. */
export const checksOf = (
  { store }: Storage,
  { projector, matching, release, topics, sending, recalls, views, clock }: Running,
): readonly Check[] => [
  { name: 'log', needed: true, check: () => ofLog(store) },
  {
    name: 'views',
    // A view that stands still makes reads wait, then say so; they do not leak, and writes go on.
    needed: false,
    check: async () => {
      const states = await projector.states();
      const lag = Math.max(0, ...states.map((state) => state.lag));
      const facts = Object.fromEntries(states.map(({ projection, status }) => [projection, status]));
      return { up: states.every(({ status }) => status === 'following'), lag, ...facts };
    },
  },
  {
    name: 'forgetting',
    needed: false,
    check: () => {
      const because = projector.forgetting();
      return Promise.resolve(because === undefined ? { up: true } : { up: false, because: 'failed' });
    },
  },
  { name: 'matching', needed: false, check: () => Promise.resolve(matching.health()) },
  { name: 'release', needed: false, check: () => Promise.resolve(release.health()) },
  // Reads and writes do not wait for Kafka.
  ...(topics ? [{ name: 'topics', needed: false, check: () => Promise.resolve(topics.health()) }] : []),
  ...(sending ? [{ name: 'sending', needed: false, check: () => sending.health() }] : []),
  {
    name: 'recalls',
    needed: false,
    // Whether any is overdue, and not how many: anybody may ask how the hub is.
    check: async () => ({
      ...recalls.health(),
      overdue: (await views.recallList.overdue(clock().toISOString())) > 0,
    }),
  },
];

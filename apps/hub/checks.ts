import type { Check } from '@hub/platform';
import type { Projector } from '@hub/postgres';
import type { Storage } from './storage.js';
import type { ReleaseProcess, TopicAccess } from '../publisher/index.js';
import type { MatchProcess } from './match-process.js';

/** What runs by itself, from the log. */
export interface Processes {
  readonly matching: MatchProcess;
  readonly release: ReleaseProcess;
  /** Missing: there is no Kafka. */
  readonly topics: TopicAccess | undefined;
}

/** What the hub says of itself when it is asked how it is. */
export const checksOf = (
  { store }: Storage,
  projector: Projector,
  { matching, release, topics }: Processes,
): readonly Check[] => [
  { name: 'log', needed: true, check: async () => ({ up: true, head: await store.head() }) },
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
];

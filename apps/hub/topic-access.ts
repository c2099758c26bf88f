import { access, connectionTo, principalOf } from '@hub/kafka';
import type { Config, Log } from '@hub/platform';
import { topicAccess, type TopicAccess } from '../publisher/index.js';
import type { Storage } from './storage.js';

interface Surroundings extends Pick<Storage, 'store'> {
  readonly clock: () => Date;
  readonly log: Log;
}

/** A hub that stops waits no longer than this for a broker. */
const DEADLINE = 5_000;

/** Who reads which topic, where there is a Kafka; `undefined` where there is none. */
export const topicAccessOf = (
  { kafka, environment }: Pick<Config, 'kafka' | 'environment'>,
  { store, clock, log }: Surroundings,
): TopicAccess | undefined => {
  if (!kafka) return undefined;
  const own = principalOf(kafka);
  const options = {
    replicas: kafka.replicas,
    unguarded: environment === 'development',
    ...(own !== undefined && { own }),
  };
  const say = (line: string): void => log.warn({ line }, 'kafka');
  const doors = access({ ...connectionTo(kafka), clientId: 'concord', deadline: DEADLINE, log: say }, options);
  return topicAccess({ store, access: doors, principals: kafka.principals, clock, log });
};

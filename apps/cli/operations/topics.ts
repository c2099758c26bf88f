import {
  access,
  connectionTo,
  isDone,
  KafkaFailure,
  linesOf,
  principalOf,
  type Access,
  type AccessPlan,
} from '@hub/kafka';
import type { Config } from '@hub/platform';
import { standingIn, topicReaders } from '@hub/topic-readers';
import { stop, type Ending } from '../outcome.js';
import type { Session, Task } from '../session.js';
import { fail, pass, warn, type Finding } from './finding.js';
import { configOf, withStorage } from './opened.js';
import type { Storage } from './storage.js';

const DEADLINE = 10_000;

const noKafka = (): never => stop('usage', 'there is no Kafka: set KAFKA_BROKERS');

const doorsOf = ({ kafka, environment }: Config): Access => {
  if (!kafka) return noKafka();
  const own = principalOf(kafka);
  return access(
    { ...connectionTo(kafka), clientId: 'concord', deadline: DEADLINE },
    { replicas: kafka.replicas, unguarded: environment === 'development', ...(own !== undefined && { own }) },
  );
};

/** A failure of Kafka's in its own words: they name topics, and errors of the broker. */
const told = (error: unknown): never => {
  if (error instanceof KafkaFailure) return stop('failed', error.message);
  throw error;
};

const planFrom = async ({ store }: Storage, config: Config, clock: Session['clock']): Promise<AccessPlan> => {
  const standing = await standingIn(store, new Date(clock()).toISOString());
  return doorsOf(config).plan(topicReaders(standing, config.kafka?.principals ?? { by: 'agencies' }));
};

/** What the doctor finds about topics, where there is a Kafka. */
export const topicFindings = async (
  storage: Storage,
  config: Config,
  clock: Session['clock'],
): Promise<readonly Finding[]> => {
  if (!config.kafka) return [];
  const remedy = 'see: concord partner topics plan';
  try {
    const plan = await planFrom(storage, config, clock);
    const well = isDone(plan) && plan.wider.length === 0;
    return [
      well
        ? pass('topics', 'topics, and who reads them, are as they should be')
        : warn('topics', 'topics, or who reads them, are not as they should be', remedy),
    ];
  } catch (error) {
    if (!(error instanceof KafkaFailure)) throw error;
    return [
      fail('topics', `Kafka does not say who reads which topic: ${error.code}`, 'check KAFKA_BROKERS, KAFKA_SASL_…'),
    ];
  }
};

const showing = async (session: Session, config: Config) => {
  const plan = await withStorage(session, (storage) => planFrom(storage, config, session.clock)).catch(told);
  const { screen } = session;
  screen.event({ event: 'planned', ...plan });
  for (const line of linesOf(plan)) screen.line(line);
  if (isDone(plan)) screen.line('topics and who reads them are as they should be');
  return plan;
};

/** The configuration, looked at before anything is opened. */
const withKafka = ({ environment }: Session): Config => {
  const config = configOf(environment);
  return config.kafka ? config : noKafka();
};

/** Shows what there is to do about partners' topics, and does nothing: `problems` where there is something. */
export const planTopics: Task<object> = async (_, session): Promise<Ending> =>
  isDone(await showing(session, withKafka(session))) ? 'ok' : 'problems';

/** Does it. */
export const applyTopics: Task<object> = async (_, session): Promise<Ending> => {
  const config = withKafka(session);
  const plan = await showing(session, config);
  if (isDone(plan)) return 'ok';
  await doorsOf(config).apply(plan).catch(told);
  session.screen.event({ event: 'applied' });
  session.screen.line('done');
  return 'ok';
};

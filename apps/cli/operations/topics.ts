import { access, connectionTo, isDone, KafkaFailure, linesOf, principalOf, type Access } from '@hub/kafka';
import type { Config } from '@hub/platform';
import { standingIn, topicReaders } from '@hub/topic-readers';
import { stop, type Ending } from '../outcome.js';
import type { Session, Task } from '../session.js';
import { configOf, withStorage } from './opened.js';

const DEADLINE = 10_000;

const doorsOf = ({ kafka, environment }: Config): Access => {
  if (!kafka) return stop('usage', 'there is no Kafka: set KAFKA_BROKERS');
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

const planned = async (session: Session, doors: Access) =>
  withStorage(session, async ({ store }) => {
    const standing = await standingIn(store, new Date(session.clock()).toISOString());
    const principals = configOf(session.environment).kafka?.principals ?? { by: 'agencies' };
    return doors.plan(topicReaders(standing, principals)).catch(told);
  });

const showing = async (session: Session, doors: Access) => {
  const plan = await planned(session, doors);
  const { screen } = session;
  screen.event({ event: 'planned', ...plan });
  for (const line of linesOf(plan)) screen.line(line);
  if (isDone(plan)) screen.line('topics and who reads them are as they should be');
  return plan;
};

/** Shows what there is to do about partners' topics, and does nothing: `problems` where there is something. */
export const planTopics: Task<object> = async (_, session): Promise<Ending> =>
  isDone(await showing(session, doorsOf(configOf(session.environment)))) ? 'ok' : 'problems';

/** Does it. */
export const applyTopics: Task<object> = async (_, session): Promise<Ending> => {
  const doors = doorsOf(configOf(session.environment));
  const plan = await showing(session, doors);
  if (isDone(plan)) return 'ok';
  await doors.apply(plan).catch(told);
  session.screen.event({ event: 'applied' });
  session.screen.line('done');
  return 'ok';
};

import { dockerAnswers } from '@hub/kafka/testing';
import { startEventStoreDouble } from './index.js';

/** An EventStoreDB, or a double of one: there for a suite. */
export interface EventStoreServer {
  readonly url: string;
  readonly what: 'server' | 'container' | 'double';
  stop(): Promise<void>;
}

const IMAGE = 'eventstore/eventstore:23.10.1-bookworm-slim';

const startContainer = async (): Promise<EventStoreServer> => {
  const { GenericContainer, Wait } = await import('testcontainers');
  const container = await new GenericContainer(IMAGE)
    .withExposedPorts(2113)
    .withEnvironment({ EVENTSTORE_INSECURE: 'true', EVENTSTORE_CLUSTER_SIZE: '1', EVENTSTORE_RUN_PROJECTIONS: 'None' })
    .withWaitStrategy(Wait.forHttp('/health/live', 2113).forStatusCode(204))
    .withStartupTimeout(180_000)
    .start();
  return {
    url: `esdb://${container.getHost()}:${String(container.getMappedPort(2113))}?tls=false`,
    what: 'container',
    stop: () => container.stop().then(() => undefined),
  };
};

/** A real one: that of `EVENTSTORE_URL`, else a container where Docker answers. */
export const startRealEventStore = async (): Promise<EventStoreServer | undefined> => {
  const url = process.env['EVENTSTORE_URL'];
  if (url !== undefined) return { url, what: 'server', stop: () => Promise.resolve() };
  return (await dockerAnswers()) ? startContainer() : undefined;
};

/** The one that `EVENTSTORE_URL` names; else the double. */
export const startEventStore = async (): Promise<EventStoreServer> => {
  const url = process.env['EVENTSTORE_URL'];
  if (url !== undefined) return { url, what: 'server', stop: () => Promise.resolve() };
  const double = await startEventStoreDouble();
  return { url: double.url, what: 'double', stop: () => double.stop() };
};

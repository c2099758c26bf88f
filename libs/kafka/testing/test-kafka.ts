import { whyNoOwnKafka } from './artefacts.js';
import { startDockerKafka } from './docker-kafka.js';
import { dockerAnswers } from './docker.js';
import { answered, startOwnKafka, type OwnKafka, type OwnKafkaOptions } from './own-kafka.js';

/** A real Kafka to test against. */
export interface TestKafka {
  readonly brokers: readonly string[];
  stop(): Promise<void>;
}

/** What this machine lacks for `withKafka`: nothing, where a Kafka runs, Docker answers, or Java and Maven are installed. */
export const whyNoKafka = async (): Promise<string | undefined> => {
  if (process.env['KAFKA_BROKERS'] || (await dockerAnswers())) return undefined;
  const lacking = whyNoOwnKafka();
  return lacking && `KAFKA_BROKERS is not set, no Docker engine answers, and ${lacking}`;
};

/** A running Kafka, `KAFKA_BROKERS`, else one in a container where Docker answers, else one with Java 17 through Maven. */
export const startTestKafka = async (): Promise<TestKafka> => {
  const running = process.env['KAFKA_BROKERS'];
  if (running) return { brokers: running.split(','), stop: () => Promise.resolve() };
  if (!(await dockerAnswers())) return startOwnKafka();
  const kafka = await startDockerKafka();
  await answered(kafka.brokers[0]!);
  return kafka;
};

const during = <K extends TestKafka>(start: () => Promise<K>): (() => K) => {
  let kafka: K | undefined;
  beforeAll(async () => void (kafka = await start()), 240_000);
  afterAll(() => kafka?.stop());
  return () => {
    if (!kafka) throw new Error('the test Kafka is there only while tests run');
    return kafka;
  };
};

/**
 * Gives a suite a real Kafka broker that starts before it and ends after it (some four seconds).
 *
 * ```ts
 * const kafka = withKafka();
 * it('…', async () => { const feed = topics({ brokers: kafka().brokers, clientId: 'test' }); … });
 * ```
 */
export const withKafka = (): (() => TestKafka) => during(startTestKafka);

/** The same with a broker of the suite's own, to be killed and to lose answers, or to ask for names: only with Java, see `whyNoOwnKafka`. */
export const withOwnKafka = (options?: OwnKafkaOptions): (() => OwnKafka) => during(() => startOwnKafka(options));

import { startOwnKafka } from './own-kafka.js';

/** `npm run kafka`: a broker for development, on the port that Kafka usually has, until it is interrupted. */
const PORT = 9092;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

say('starting Kafka; the first time Maven fetches it');
const kafka = await startOwnKafka({ port: PORT });
say(`Kafka is at ${kafka.brokers.join()}; what is in it goes when it stops, with Ctrl-C`);
say(`tests use it with KAFKA_BROKERS=${kafka.brokers.join()}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void kafka.stop());
}

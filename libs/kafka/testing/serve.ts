import { grantHubRights, HUB } from './hub-rights.js';
import { passwordOf, startOwnKafka } from './own-kafka.js';

/** `npm run kafka [-- agency …]`: a broker for development, on the ports that Kafka usually has, until it is interrupted. */
const PORT = 9092;
const SECURED_PORT = 9094;
/** Some of the demonstration. */
const AGENCIES = ['northbridge-school', 'northbridge-health-visiting', 'northbridge-social-care'];

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const named = process.argv.slice(2);
const agencies = named.length > 0 ? named : AGENCIES;

say('starting Kafka; the first time Maven fetches it');
const kafka = await startOwnKafka({ port: PORT, secured: { port: SECURED_PORT, users: [HUB, ...agencies] } });
await grantHubRights(kafka.brokers);
say(
  `Kafka is at ${kafka.brokers.join()}, where everybody may do everything; what is in it goes when it stops, with Ctrl-C`,
);
say(`tests use it with KAFKA_BROKERS=${kafka.brokers.join()}`);
say(`it asks for names at ${kafka.secured.join()}: SASL_PLAINTEXT with SCRAM-SHA-512, and grants what the hub says:`);
say(
  `  KAFKA_BROKERS=${kafka.secured.join()} KAFKA_SECURITY=SASL_PLAINTEXT KAFKA_SASL_USERNAME=${HUB} KAFKA_SASL_PASSWORD=${passwordOf(HUB)} npm start`,
);
for (const agency of agencies) say(`  ${agency} reads its topic as ${agency} with ${passwordOf(agency)}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void kafka.stop());
}

import type { Config } from '@hub/platform';
import type { ApiParts } from '../api/index.js';

type Offer = ApiParts['offer'];
type Kafka = NonNullable<Config['kafka']>;

const saslOf = ({ sasl }: Kafka): NonNullable<Offer['kafka']>['sasl'] =>
  sasl?.mechanism === 'OAUTHBEARER'
    ? { mechanism: sasl.mechanism, tokenUrl: sasl.tokenUrl }
    : sasl && { mechanism: sasl.mechanism };

/** What partners are told of the configuration: where their feed is, and nothing that opens it. */
export const offerOf = ({ partnership, publicUrl, kafka }: Config): Offer => {
  if (!kafka) return { partnership, publicUrl };
  const { brokers, security } = kafka;
  const sasl = saslOf(kafka);
  return { partnership, publicUrl, kafka: { brokers, security, ...(sasl && { sasl }) } };
};

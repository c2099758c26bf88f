import type { Brokers, Feed } from './feed.js';
import { referTo } from './messages.js';

const SCRAM = { type: 'scramSha512', description: 'SASL, SCRAM-SHA-512: the name and password of your principal.' };

const tokens = (tokenUrl: string) => ({
  type: 'oauth2',
  description: 'SASL, OAUTHBEARER: a token of the issuer that also opens the API.',
  flows: { clientCredentials: { tokenUrl, availableScopes: {} } },
});

const BEARER = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: 'A token of a registered client of your agency.',
};

const saslOf = ({ sasl }: Brokers) => {
  if (!sasl) return {};
  return { sasl: sasl.mechanism === 'OAUTHBEARER' ? tokens(sasl.tokenUrl ?? '') : SCRAM };
};

const brokersOf = (kafka: Brokers) =>
  kafka.brokers.map((host, index): [string, object] => [
    `kafka${index + 1}`,
    {
      host,
      protocol: kafka.security === 'SASL_SSL' ? 'kafka-secure' : 'kafka',
      description: `A broker of the Kafka that the topic is in (${kafka.security}).`,
      ...(kafka.sasl && { security: [referTo('securitySchemes', 'sasl')] }),
    },
  ]);

const hubOf = ({ publicUrl }: Feed) => {
  const { host, protocol, pathname } = new URL(publicUrl);
  return {
    host,
    protocol: protocol.replace(':', ''),
    ...(pathname !== '/' && { pathname }),
    description: 'The hub: messages are fetched here, and what they are about is told here.',
    security: [referTo('securitySchemes', 'token')],
  };
};

/** Where a feed is read, and what opens it. */
export const serversOf = (feed: Feed) => ({
  servers: { ...Object.fromEntries(feed.kafka ? brokersOf(feed.kafka) : []), hub: hubOf(feed) },
  securitySchemes: { ...(feed.kafka && saslOf(feed.kafka)), token: BEARER },
});

import { readConfig } from '@hub/platform';
import { offerOf } from './offer.js';

const common = { CONCORD_PARTNERSHIP: 'northshire', CONCORD_PUBLIC_URL: 'https://hub.example', LOG_LEVEL: 'error' };
const kafka = { KAFKA_BROKERS: 'k1.example:9094,k2.example:9094', KAFKA_SECURITY: 'SASL_SSL' };
const offered = (env: object) => offerOf(readConfig({ ...common, ...env }));

describe('what partners are told of the configuration', () => {
  it('is where the hub is, where it has no Kafka', () => {
    expect(offered({})).toEqual({ partnership: 'northshire', publicUrl: 'https://hub.example' });
  });

  it('says how brokers are reached, and nothing that opens them', () => {
    const { kafka: byName } = offered({ ...kafka, KAFKA_SASL_USERNAME: 'hush', KAFKA_SASL_PASSWORD: 'hush' });
    const brokers = ['k1.example:9094', 'k2.example:9094'];
    expect(byName).toEqual({ brokers, security: 'SASL_SSL', sasl: { mechanism: 'SCRAM-SHA-512' } });

    const { kafka: byToken } = offered({
      ...kafka,
      KAFKA_SASL_MECHANISM: 'OAUTHBEARER',
      KAFKA_SASL_TOKEN_URL: 'https://login.example/token',
      KAFKA_SASL_CLIENT_ID: 'hush',
      KAFKA_SASL_CLIENT_SECRET: 'hush',
    });
    const sasl = { mechanism: 'OAUTHBEARER', tokenUrl: 'https://login.example/token' };
    expect(byToken).toEqual({ brokers, security: 'SASL_SSL', sasl });
  });
});

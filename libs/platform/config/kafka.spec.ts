import { readConfig } from './config.js';
import { readKafka } from './kafka.js';
import { readerOf } from './reader.js';

const kafkaOf = (env: Record<string, string>) => readConfig(env).kafka;
const faultsOf = (env: Record<string, string>, production = false): readonly string[] => {
  const reader = readerOf({ env, readFile: () => '', secrets: [] });
  readKafka(reader, production);
  return reader.faults;
};
const KAFKA_BROKERS = 'kafka.example:9094';

describe('the Kafka of partners’ topics', () => {
  it('is not there unless brokers are named', () => {
    expect(kafkaOf({})).toBeUndefined();
    expect(faultsOf({ KAFKA_SECURITY: 'SASL_SSL' })).toEqual(['KAFKA_SECURITY is of no use without KAFKA_BROKERS']);
  });

  it('is reached in clear in development', () => {
    expect(kafkaOf({ KAFKA_BROKERS: '127.0.0.1:9092, [::1]:9092' })).toEqual({
      brokers: ['127.0.0.1:9092', '[::1]:9092'],
      security: 'PLAINTEXT',
      principals: { by: 'agencies' },
      replicas: 1,
    });
  });

  it('learns who the hub is by a password, which may come from a file', () => {
    const env = {
      KAFKA_BROKERS,
      KAFKA_SECURITY: 'SASL_SSL',
      KAFKA_SASL_USERNAME: 'hub',
      KAFKA_SASL_PASSWORD_FILE: '/p',
      KAFKA_REPLICAS: '2',
    };
    expect(readConfig(env, () => 'hush').kafka).toEqual({
      brokers: [KAFKA_BROKERS],
      security: 'SASL_SSL',
      sasl: { mechanism: 'SCRAM-SHA-512', username: 'hub', password: 'hush' },
      principals: { by: 'agencies' },
      replicas: 2,
    });
  });

  it('learns who the hub is by a token of an OpenID provider', () => {
    const env = {
      KAFKA_BROKERS,
      KAFKA_SECURITY: 'SASL_PLAINTEXT',
      KAFKA_SASL_MECHANISM: 'OAUTHBEARER',
      KAFKA_SASL_TOKEN_URL: 'https://login.example/token',
      KAFKA_SASL_CLIENT_ID: 'hub',
      KAFKA_SASL_CLIENT_SECRET: 'hush',
    };
    expect(kafkaOf(env)?.sasl).toEqual({
      mechanism: 'OAUTHBEARER',
      tokenUrl: 'https://login.example/token',
      clientId: 'hub',
      clientSecret: 'hush',
    });
  });

  it('knows agencies by their clients where it takes the tokens of the one issuer', () => {
    const env = { KAFKA_BROKERS, KAFKA_PRINCIPALS: 'clients' };
    const oidc = { OIDC_ISSUER: 'https://login.example', OIDC_AUDIENCE: 'a', OIDC_JWKS_URI: 'https://login.example/j' };
    expect(kafkaOf({ ...env, ...oidc })?.principals).toEqual({ by: 'clients', issuer: 'https://login.example' });
    expect(faultsOf(env)).toEqual(['KAFKA_PRINCIPALS names clients: that needs OIDC_ISSUER']);
  });

  it('says everything that is missing at once', () => {
    const sasl = { KAFKA_BROKERS, KAFKA_SECURITY: 'SASL_SSL' };
    expect(faultsOf(sasl)).toHaveLength(2);
    expect(faultsOf({ ...sasl, KAFKA_SASL_MECHANISM: 'OAUTHBEARER' })).toHaveLength(3);
    expect(faultsOf({ KAFKA_BROKERS: 'kafka.example', KAFKA_SECURITY: 'none' })).toHaveLength(2);
  });

  it('is reached neither in clear nor unnamed in production', () => {
    expect(faultsOf({ KAFKA_BROKERS, KAFKA_SECURITY: 'PLAINTEXT' }, true)).toEqual([
      'KAFKA_SECURITY is SASL_SSL in production: nobody else may read the topics on their way',
    ]);
    expect(faultsOf({ KAFKA_BROKERS }, true)).toEqual([
      'KAFKA_SASL_USERNAME is needed for SCRAM-SHA-512',
      'KAFKA_SASL_PASSWORD is needed for SCRAM-SHA-512',
    ]);
  });
});

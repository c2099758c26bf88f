import type { Connection, Credentials } from '@hub/kafka';
import { defined } from '../defined.js';
import type { Reader } from './reader.js';

/** The Kafka that partners' topics are in, and how the hub says to it who it is. */
export interface KafkaConfig extends Connection {
  /** By what name Kafka knows an agency: its code, or the ids of its clients of the one issuer. */
  readonly principals: { readonly by: 'agencies' } | { readonly by: 'clients'; readonly issuer: string };
  /** On how many brokers each topic is. */
  readonly replicas: number;
}

export const KAFKA_SECRETS = ['KAFKA_SASL_PASSWORD', 'KAFKA_SASL_CLIENT_SECRET', 'KAFKA_CA'] as const;
const OTHERS = [
  'KAFKA_SECURITY',
  'KAFKA_SASL_MECHANISM',
  'KAFKA_SASL_USERNAME',
  'KAFKA_SASL_CLIENT_ID',
  'KAFKA_SASL_TOKEN_URL',
  'KAFKA_SASL_SCOPE',
  'KAFKA_REPLICAS',
  'KAFKA_PRINCIPALS',
] as const;

const SECURITIES = ['PLAINTEXT', 'SASL_PLAINTEXT', 'SASL_SSL'] as const;
const BROKER = /^([\w.-]+|\[[\da-fA-F:]+\]):\d{1,5}$/;

const needed = (reader: Reader, name: string, mechanism: string): string => {
  const value = reader.text(name);
  if (value === undefined) reader.faults.push(`${name} is needed for ${mechanism}`);
  return value ?? '';
};

const readTokens = (reader: Reader, production: boolean): Credentials => {
  const url = reader.url('KAFKA_SASL_TOKEN_URL', production ? ['https'] : ['https', 'http']);
  return {
    mechanism: 'OAUTHBEARER',
    tokenUrl: url ?? needed(reader, 'KAFKA_SASL_TOKEN_URL', 'OAUTHBEARER'),
    clientId: needed(reader, 'KAFKA_SASL_CLIENT_ID', 'OAUTHBEARER'),
    clientSecret: needed(reader, 'KAFKA_SASL_CLIENT_SECRET', 'OAUTHBEARER'),
    ...defined({ scope: reader.text('KAFKA_SASL_SCOPE') }),
  };
};

const readSasl = (reader: Reader, production: boolean): Credentials => {
  const mechanism = reader.oneOf('KAFKA_SASL_MECHANISM', ['SCRAM-SHA-512', 'OAUTHBEARER'], 'SCRAM-SHA-512');
  if (mechanism === 'OAUTHBEARER') return readTokens(reader, production);
  return {
    mechanism,
    username: needed(reader, 'KAFKA_SASL_USERNAME', mechanism),
    password: needed(reader, 'KAFKA_SASL_PASSWORD', mechanism),
  };
};

const readBrokers = (reader: Reader, value: string): readonly string[] => {
  const brokers = value.split(',').map((broker) => broker.trim());
  if (!brokers.every((broker) => BROKER.test(broker)))
    reader.faults.push('KAFKA_BROKERS is host:port, several with commas between them');
  return brokers;
};

/** Ids of clients mean something with the issuer that gives them alone. */
const readPrincipals = (reader: Reader, issuer: string | undefined): KafkaConfig['principals'] => {
  const by = reader.oneOf('KAFKA_PRINCIPALS', ['agencies', 'clients'], 'agencies');
  if (by === 'agencies') return { by };
  if (issuer === undefined) reader.faults.push('KAFKA_PRINCIPALS names clients: that needs OIDC_ISSUER');
  return { by, issuer: issuer ?? '' };
};

const checkUnused = (reader: Reader): void => {
  const [useless] = [...OTHERS, ...KAFKA_SECRETS].filter((name) => reader.text(name) !== undefined);
  if (useless !== undefined) reader.faults.push(`${useless} is of no use without KAFKA_BROKERS`);
};

/** Missing brokers: partners fetch their messages, and nothing is sent to any topic. */
export const readKafka = (reader: Reader, production: boolean, issuer?: string): KafkaConfig | undefined => {
  const value = reader.text('KAFKA_BROKERS');
  if (value === undefined) {
    checkUnused(reader);
    return undefined;
  }
  const security = reader.oneOf('KAFKA_SECURITY', SECURITIES, production ? 'SASL_SSL' : 'PLAINTEXT');
  if (production && security !== 'SASL_SSL')
    reader.faults.push('KAFKA_SECURITY is SASL_SSL in production: nobody else may read the topics on their way');
  const sasl = security === 'PLAINTEXT' ? undefined : readSasl(reader, production);
  return {
    brokers: readBrokers(reader, value),
    security,
    principals: readPrincipals(reader, issuer),
    replicas: reader.whole('KAFKA_REPLICAS', { from: 1, to: 9 }, production ? 3 : 1),
    ...defined({ sasl, ca: reader.text('KAFKA_CA') }),
  };
};

import type { SASLOptions } from 'kafkajs';
import type { KafkaOptions } from './client.js';
import { KafkaFailure } from './failure.js';

/** By what Kafka knows who calls. */
export type Credentials =
  | { readonly mechanism: 'SCRAM-SHA-512'; readonly username: string; readonly password: string }
  | {
      readonly mechanism: 'OAUTHBEARER';
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly clientSecret: string;
      readonly scope?: string;
    };

/** A Kafka as a configuration names it. */
export interface Connection {
  /** Each `host:port`. */
  readonly brokers: readonly string[];
  readonly security: 'PLAINTEXT' | 'SASL_PLAINTEXT' | 'SASL_SSL';
  readonly sasl?: Credentials;
  /** Certificates in PEM; missing: those that the machine trusts. */
  readonly ca?: string;
}

const TOKEN_DEADLINE = 5_000;

type ByToken = Extract<Credentials, { mechanism: 'OAUTHBEARER' }>;

/** Asks the provider for a token by the client's credentials (RFC 6749, section 4.4). What the provider answers is repeated nowhere. */
const tokenFor = async ({ tokenUrl, clientId, clientSecret, scope }: ByToken): Promise<string> => {
  const asked = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  try {
    const response = await fetch(tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({ ...asked, ...(scope !== undefined && { scope }) }),
      signal: AbortSignal.timeout(TOKEN_DEADLINE),
    });
    const { access_token: token } = (await response.json()) as { access_token?: unknown };
    if (typeof token === 'string') return token;
  } catch {
    // Said below, without what the provider or the network said.
  }
  throw new KafkaFailure('unavailable', 'a token for Kafka: the provider gave none');
};

const saslOf = (credentials: Credentials): SASLOptions => {
  if (credentials.mechanism === 'OAUTHBEARER')
    return { mechanism: 'oauthbearer', oauthBearerProvider: async () => ({ value: await tokenFor(credentials) }) };
  const { username, password } = credentials;
  return { mechanism: 'scram-sha-512', username, password };
};

/** Who the hub is to Kafka, as Kafka names it; `undefined` where it says no name. */
export const principalOf = ({ sasl }: Connection): string | undefined =>
  sasl && `User:${sasl.mechanism === 'OAUTHBEARER' ? sasl.clientId : sasl.username}`;

/** What a client needs to reach it. */
export const connectionTo = ({ brokers, security, sasl, ca }: Connection): Omit<KafkaOptions, 'clientId'> => ({
  brokers,
  ...(security === 'SASL_SSL' && { ssl: ca === undefined ? true : { ca } }),
  ...(sasl && { sasl: saslOf(sasl) }),
});

import { readFileSync } from 'node:fs';
import { isLoopback } from '@hub/identity';
import { faultOfKek } from '@hub/vault';
import type { RateLimitsConfig } from '../limits/rate-limits.js';
import { LEVELS, type LogLevel } from '../logging/log.js';
import { defined } from '../defined.js';
import { EVENT_STORE, readEventStore } from './event-store.js';
import { KAFKA_SECRETS, readKafka, type KafkaConfig } from './kafka.js';
import { PARTNER_NAMES, PARTNER_SECRETS, readPartners, type PartnersConfig } from './partners.js';
import { readerOf, type Reader } from './reader.js';
import { unknownNames } from './unknown-names.js';

/** Who issues the tokens that callers bring. */
export interface OidcConfig {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: string;
}

/** Everything that can be set from outside, checked. */
export interface Config extends PartnersConfig {
  readonly environment: 'development' | 'production';
  readonly host: string;
  readonly port: number;
  /** Where whoever watches the hub asks; missing: nowhere. */
  readonly admin?: { readonly host: string; readonly port: number };
  readonly dataDir: string;
  /** Missing: the embedded PostgreSQL. */
  readonly databaseUrl?: string;
  /** For migrations, as the owner of the schema; the same as `databaseUrl` unless set. */
  readonly databaseOwnerUrl?: string;
  /** Missing: PostgreSQL keeps the log as well. */
  readonly eventStoreUrl?: string;
  /** Missing: made and kept in `dataDir` (development only). */
  readonly kek?: string;
  /** Missing: the development issuer. */
  readonly oidc?: OidcConfig;
  /** The client whose tokens speak for the partnership itself, from the first start on. */
  readonly administratorClient: string;
  readonly drainSeconds: number;
  readonly rateLimits: RateLimitsConfig;
  readonly logLevel: LogLevel;
  /** Invented families are loaded when there is no data yet. */
  readonly demo: boolean;
  /** Missing: partners' messages are fetched from the feed alone. */
  readonly kafka?: KafkaConfig;
}

/** The configuration cannot be used. Says everything that is wrong with it at once, and no secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly faults: readonly string[]) {
    super(['the configuration cannot be used:', ...faults.map((fault) => `- ${fault}`)].join('\n'));
  }
}

const SECRETS = [
  'CONCORD_KEK',
  'DATABASE_URL',
  'DATABASE_OWNER_URL',
  EVENT_STORE,
  ...PARTNER_SECRETS,
  ...KAFKA_SECRETS,
] as const;
const PLAIN = [
  'CONCORD_ENV',
  'CONCORD_HOST',
  'CONCORD_PORT',
  'CONCORD_ADMIN_HOST',
  'CONCORD_ADMIN_PORT',
  'CONCORD_DATA_DIR',
  'CONCORD_ADMINISTRATOR_CLIENT',
  'CONCORD_DRAIN_SECONDS',
  'CONCORD_DEMO',
  'CONCORD_RATE_LIMIT',
  'CONCORD_SEARCH_RATE_LIMIT',
  'CONCORD_REPLAY_RATE_LIMIT',
  ...PARTNER_NAMES,
] as const;
const KNOWN = [...PLAIN, ...SECRETS, ...SECRETS.map((name) => `${name}_FILE`)];

const POSTGRES = ['postgres', 'postgresql'];

/** INVARIANT: a worker is known by the `sub`, so one issuer gives them all. */
const readIssuer = (reader: Reader, schemes: readonly string[]): string | undefined => {
  if (/[\s,;]/.test(reader.text('OIDC_ISSUER') ?? ''))
    reader.faults.push('OIDC_ISSUER names one issuer: a second could give the name of one worker to another');
  return reader.url('OIDC_ISSUER', schemes);
};

const readOidc = (reader: Reader, production: boolean): OidcConfig | undefined => {
  const schemes = production ? ['https'] : ['https', 'http'];
  const [issuer, jwksUri] = [readIssuer(reader, schemes), reader.url('OIDC_JWKS_URI', schemes)];
  const audience = reader.text('OIDC_AUDIENCE');
  if (issuer !== undefined && jwksUri !== undefined && audience !== undefined) return { issuer, jwksUri, audience };
  const some = [issuer, jwksUri, audience].some((each) => each !== undefined);
  if (some || production)
    reader.faults.push('OIDC_ISSUER, OIDC_AUDIENCE and OIDC_JWKS_URI belong together: set all three');
  return undefined;
};

const readKek = (reader: Reader, production: boolean): string | undefined => {
  const kek = reader.text('CONCORD_KEK');
  if (kek === undefined) {
    if (production) reader.faults.push('CONCORD_KEK (or CONCORD_KEK_FILE) is needed in production');
    return undefined;
  }
  const fault = faultOfKek(kek);
  if (fault !== undefined) reader.faults.push(`CONCORD_KEK ${fault}`);
  return kek;
};

const readDatabase = (reader: Reader, production: boolean): Pick<Config, 'databaseUrl' | 'databaseOwnerUrl'> => {
  const databaseUrl = reader.url('DATABASE_URL', POSTGRES);
  const ownerUrl = reader.url('DATABASE_OWNER_URL', POSTGRES);
  if (databaseUrl === undefined && production) reader.faults.push('DATABASE_URL is needed in production');
  if (ownerUrl === undefined && production)
    reader.faults.push('DATABASE_OWNER_URL is needed in production: the role that serves must not own the tables');
  if (databaseUrl === undefined && ownerUrl !== undefined)
    reader.faults.push('DATABASE_OWNER_URL is of no use without DATABASE_URL');
  return defined({ databaseUrl, databaseOwnerUrl: ownerUrl ?? databaseUrl });
};

/** Without an issuer of its own the hub gives tokens to whoever asks: only this machine may ask. */
const checkExposure = (reader: Reader, host: string, oidc: OidcConfig | undefined): void => {
  if (oidc === undefined && !isLoopback(host))
    reader.faults.push(
      'CONCORD_HOST can be reached from outside: set OIDC_ISSUER, OIDC_AUDIENCE and OIDC_JWKS_URI first',
    );
};

const readDemo = (reader: Reader, production: boolean): boolean => {
  const demo = reader.oneOf('CONCORD_DEMO', ['on', 'off'], production ? 'off' : 'on') === 'on';
  if (production && demo)
    reader.faults.push('CONCORD_DEMO is for development: invented families have no place in production');
  return demo;
};

const readAdministrator = (reader: Reader, production: boolean): string => {
  const client = reader.text('CONCORD_ADMINISTRATOR_CLIENT');
  if (client === undefined && production)
    reader.faults.push('CONCORD_ADMINISTRATOR_CLIENT is needed in production: whose tokens speak for the partnership');
  return client ?? 'concord-partnership';
};

/** Who is let in there is the network's to say: it asks for no token, and names agencies. */
const readAdmin = (reader: Reader): Config['admin'] => {
  const host = reader.text('CONCORD_ADMIN_HOST');
  if (reader.text('CONCORD_ADMIN_PORT') === undefined) {
    if (host !== undefined) reader.faults.push('CONCORD_ADMIN_HOST is of no use without CONCORD_ADMIN_PORT');
    return undefined;
  }
  return { host: host ?? '127.0.0.1', port: reader.whole('CONCORD_ADMIN_PORT', { from: 0, to: 65_535 }, 0) };
};

const MOST = 1_000_000;

const readRateLimits = (reader: Reader): RateLimitsConfig => ({
  client: reader.wholeOrOff('CONCORD_RATE_LIMIT', MOST, 3000),
  search: reader.wholeOrOff('CONCORD_SEARCH_RATE_LIMIT', MOST, 60),
  replay: reader.wholeOrOff('CONCORD_REPLAY_RATE_LIMIT', MOST, 60),
});

/** Reads the configuration from environment variables; throws a `ConfigError` with everything that is wrong. */
export const readConfig = (
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): Config => {
  const reader = readerOf({ env, readFile, secrets: SECRETS });
  reader.faults.push(...unknownNames(Object.keys(env), KNOWN));
  const environment = reader.oneOf('CONCORD_ENV', ['development', 'production'], 'development');
  const production = environment === 'production';
  const host = reader.text('CONCORD_HOST') ?? '127.0.0.1';
  const oidc = readOidc(reader, production);
  if (!production) checkExposure(reader, host, oidc);
  const port = reader.whole('CONCORD_PORT', { from: 0, to: 65_535 }, 3000);
  const config: Config = {
    environment,
    host,
    port,
    dataDir: reader.text('CONCORD_DATA_DIR') ?? './data',
    administratorClient: readAdministrator(reader, production),
    drainSeconds: reader.whole('CONCORD_DRAIN_SECONDS', { from: 0, to: 300 }, production ? 10 : 0),
    rateLimits: readRateLimits(reader),
    logLevel: reader.oneOf('LOG_LEVEL', LEVELS, 'info'),
    demo: readDemo(reader, production),
    ...readDatabase(reader, production),
    ...readPartners(reader, production, port),
    ...defined({
      admin: readAdmin(reader),
      kek: readKek(reader, production),
      oidc,
      kafka: readKafka(reader, production, oidc?.issuer),
      eventStoreUrl: readEventStore(reader, production),
    }),
  };
  if (reader.faults.length > 0) throw new ConfigError(reader.faults);
  return config;
};

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { ConfigError, readConfig } from './config.js';
import { redacted } from './redacted.js';

const kek = randomBytes(32).toString('base64');
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signingKey = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const production = {
  CONCORD_ENV: 'production',
  CONCORD_PARTNERSHIP: 'northshire',
  CONCORD_PUBLIC_URL: 'https://hub.example/',
  CONCORD_SIGNING_KEY: signingKey,
  CONCORD_KEK: kek,
  CONCORD_ADMINISTRATOR_CLIENT: 'partnership-office',
  DATABASE_URL: 'postgres://concord:hush@db.example:5432/concord',
  DATABASE_OWNER_URL: 'postgres://owner:hush@db.example:5432/concord',
  OIDC_ISSUER: 'https://login.example',
  OIDC_AUDIENCE: 'concord',
  OIDC_JWKS_URI: 'https://login.example/jwks',
};

const faultsOf = (env: Record<string, string>, readFile?: (path: string) => string): readonly string[] => {
  try {
    readConfig(env, readFile);
  } catch (error) {
    return (error as ConfigError).faults;
  }
  return [];
};

describe('the configuration', () => {
  it('needs nothing in development', () => {
    expect(readConfig({})).toEqual({
      environment: 'development',
      host: '127.0.0.1',
      port: 3000,
      dataDir: './data',
      administratorClient: 'concord-partnership',
      drainSeconds: 0,
      rateLimits: { client: 3000, search: 60, replay: 60 },
      logLevel: 'info',
      demo: true,
      partnership: 'development',
      publicUrl: 'http://localhost:3000',
    });
  });

  it('takes what is set, and ignores what is not ours', () => {
    const config = readConfig({
      ...production,
      CONCORD_HOST: '0.0.0.0',
      CONCORD_PORT: '80',
      LOG_LEVEL: 'warn',
      HOME: '/root',
    });
    expect(config).toMatchObject({
      environment: 'production',
      host: '0.0.0.0',
      port: 80,
      databaseOwnerUrl: production.DATABASE_OWNER_URL,
      administratorClient: 'partnership-office',
      drainSeconds: 10,
      demo: false,
      oidc: { issuer: 'https://login.example', audience: 'concord' },
      partnership: 'northshire',
      publicUrl: 'https://hub.example',
    });
  });

  it('is refused in production unless keys, database, issuer and names are explicit', () => {
    expect(faultsOf({ CONCORD_ENV: 'production' })).toEqual([
      'OIDC_ISSUER, OIDC_AUDIENCE and OIDC_JWKS_URI belong together: set all three',
      'CONCORD_ADMINISTRATOR_CLIENT is needed in production: whose tokens speak for the partnership',
      'DATABASE_URL is needed in production',
      'DATABASE_OWNER_URL is needed in production: the role that serves must not own the tables',
      'CONCORD_PARTNERSHIP is needed in production: messages say by it where they come from',
      'CONCORD_PUBLIC_URL is needed in production: links in messages begin with it',
      'CONCORD_SIGNING_KEY (or CONCORD_SIGNING_KEY_FILE) is needed in production',
      'CONCORD_KEK (or CONCORD_KEK_FILE) is needed in production',
    ]);
    expect(faultsOf({ ...production, OIDC_ISSUER: 'http://login.example' })).toContain(
      'OIDC_ISSUER is a URL that begins with https://',
    );
    expect(faultsOf({ ...production, CONCORD_DEMO: 'on' })).toHaveLength(1);
  });

  it('says everything that is wrong at once, in sentences, and no secret', () => {
    const faults = faultsOf({
      CONCORD_PROT: '80',
      CONCORD_ENV: 'prod',
      CONCORD_PORT: '-1',
      CONCORD_KEK: 'hush-hush',
      DATABASE_URL: 'mysql://user:hush@db',
      LOG_LEVEL: 'loud',
      CONCORD_DEMO: 'yes',
      OIDC_ISSUER: 'https://login.example',
    });
    expect(faults).toHaveLength(8);
    expect(faults).toContain('CONCORD_PROT is not known; did you mean CONCORD_PORT?');
    expect(faults).toContain('CONCORD_ENV is one of development, production');
    expect(faults).toContain('CONCORD_PORT is a whole number from 0 to 65535');
    expect(new ConfigError(faults).message).not.toMatch(/hush|mysql/);
  });

  it('knows what tests and commands are told, and names that are nothing like ours', () => {
    expect(faultsOf({ CONCORD_TEST_POSTGRES_URL: 'x', CONCORD_SOAK: '1', CONCORD_TOKEN: 'x' })).toEqual([]);
    expect(faultsOf({ CONCORD_COMPLETELY_ELSE: '1' })).toEqual(['CONCORD_COMPLETELY_ELSE is not known']);
  });

  it('takes a number of requests a minute, or switches the limit off', () => {
    const limited = (client: string, search: string, replay: string) =>
      readConfig({
        ...{ CONCORD_RATE_LIMIT: client, CONCORD_SEARCH_RATE_LIMIT: search, CONCORD_REPLAY_RATE_LIMIT: replay },
      }).rateLimits;
    expect(limited('600', '7', '5')).toEqual({ client: 600, search: 7, replay: 5 });
    expect(limited('off', '0', 'off')).toEqual({ client: 0, search: 0, replay: 0 });
    expect(faultsOf({ CONCORD_RATE_LIMIT: '-1', CONCORD_SEARCH_RATE_LIMIT: 'on' })).toEqual([
      'CONCORD_RATE_LIMIT is a whole number up to 1000000, or off',
      'CONCORD_SEARCH_RATE_LIMIT is a whole number up to 1000000, or off',
    ]);
    expect(faultsOf({ CONCORD_RATE_LIMIT: '1000001' })).toHaveLength(1);
  });

  it('is watched where it is told to be, by this machine unless it says who else', () => {
    expect(readConfig({ CONCORD_ADMIN_PORT: '9100' }).admin).toEqual({ host: '127.0.0.1', port: 9100 });
    expect(readConfig({ CONCORD_ADMIN_PORT: '9100', CONCORD_ADMIN_HOST: '10.0.0.7' }).admin).toEqual({
      host: '10.0.0.7',
      port: 9100,
    });
    expect(faultsOf({ CONCORD_ADMIN_PORT: 'x' })).toEqual(['CONCORD_ADMIN_PORT is a whole number from 0 to 65535']);
    expect(faultsOf({ CONCORD_ADMIN_HOST: '10.0.0.7' })).toEqual([
      'CONCORD_ADMIN_HOST is of no use without CONCORD_ADMIN_PORT',
    ]);
  });

  it('reads secrets from files', () => {
    expect(readConfig({ CONCORD_KEK_FILE: '/run/secrets/kek' }, () => `${kek}\n`).kek).toBe(kek);
    expect(faultsOf({ CONCORD_KEK_FILE: '/f', CONCORD_KEK: kek }, () => kek)).toEqual([
      'CONCORD_KEK and CONCORD_KEK_FILE are both set: keep one',
    ]);
    expect(faultsOf({ CONCORD_KEK_FILE: '/f' }, () => '')).toEqual(['CONCORD_KEK_FILE names a file that is empty']);
    expect(faultsOf({ CONCORD_KEK_FILE: '/does/not/exist' })).toEqual([
      'CONCORD_KEK_FILE names a file that cannot be read',
    ]);
    expect(faultsOf({ CONCORD_PORT_FILE: '/f' })).toHaveLength(1);
  });

  // A worker is known by the `sub` alone: two issuers could give one to two people.
  it.each([',', ', ', ' ', ';'])('names one issuer, and refuses a second behind %j', (between) => {
    const two = ['https://login.example', 'https://other.example'].join(between);
    expect(faultsOf({ ...production, OIDC_ISSUER: two })).toContain(
      'OIDC_ISSUER names one issuer: a second could give the name of one worker to another',
    );
  });

  it('lets nobody from outside reach the development issuer', () => {
    expect(faultsOf({ CONCORD_HOST: '0.0.0.0' })).toHaveLength(1);
  });

  it('is shown without its secrets', () => {
    const kafka = {
      KAFKA_BROKERS: 'kafka.example:9094',
      KAFKA_SASL_USERNAME: 'hush-hub',
      KAFKA_SASL_PASSWORD: 'hush',
    };
    const text = JSON.stringify(redacted(readConfig({ ...production, ...kafka })));
    expect(text).not.toMatch(/PRIVATE/);
    expect(text).toContain('kafka.example:9094');
    expect(text).not.toMatch(new RegExp(`hush|${kek.slice(0, 10).replaceAll(/[+/]/g, '.')}`));
    expect(text).toContain('postgres://db.example:5432/concord');
  });
});

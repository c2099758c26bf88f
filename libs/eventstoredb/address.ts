import { EventStoreError } from '@hub/eventsourcing';

/** A connection string, taken apart. Nothing of it is repeated in an error: there may be a password in it. */
export interface Address {
  readonly scheme: 'esdb' | 'esdb+discover';
  readonly credentials?: Credentials;
  /** `host` or `host:port`, at least one. */
  readonly hosts: readonly string[];
  /** By their names as the client has them. */
  readonly settings: ReadonlyMap<string, string>;
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

const WHOLE = /^\d{1,9}$/;
const YES_OR_NO = /^(true|false)$/;
const TEXT = /./;

/** What the client knows, and what it takes. It would warn of anything else with the whole connection string. */
const SETTINGS: Readonly<Record<string, RegExp>> = {
  tls: YES_OR_NO,
  // It cannot leave a certificate unverified, and says so with the whole connection string.
  tlsVerifyCert: /^true$/,
  tlsCAFile: TEXT,
  userCertFile: TEXT,
  userKeyFile: TEXT,
  connectionName: TEXT,
  nodePreference: /^(leader|follower|read[-_]?only[-_]?replica|random)$/i,
  throwOnAppendFailure: /^true$/,
  maxDiscoverAttempts: WHOLE,
  discoveryInterval: WHOLE,
  gossipTimeout: WHOLE,
  defaultDeadline: WHOLE,
  keepAliveInterval: WHOLE,
  keepAliveTimeout: WHOLE,
};

const PARTS = /^(esdb|esdb\+discover):\/\/(?:([^:@/?]+):([^@/?]+)@)?([^@/?]+)\/?(?:\?(.*))?$/;
const HOST = /^[\w.-]+(:\d{1,5})?$/;

const flat = (name: string): string => name.toLowerCase().replaceAll(/[_-]/g, '');
const NAMES = new Map(Object.keys(SETTINGS).map((name) => [flat(name), name]));

export const wrong = (what: string): EventStoreError =>
  new EventStoreError('unavailable', `the address of EventStoreDB ${what}`);

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong('has a user, a password or a setting that is not percent-encoded');
  }
};

const settingIn = (pair: string): readonly [string, string] => {
  const [said = '', value = '', ...more] = pair.split('=');
  const name = NAMES.get(flat(said));
  if (name === undefined || more.length > 0) throw wrong('has a setting that its client does not know');
  const text = decoded(value);
  if (!SETTINGS[name]?.test(text)) throw wrong(`has a ${name} that is none, or that the hub cannot do with`);
  return [name, text];
};

const credentialsIn = (username: string, password: string): Credentials => ({
  username: decoded(username),
  password: decoded(password),
});

/** All empty where it is no connection string. */
const partsOf = (connectionString: string) => {
  const [, scheme = '', username = '', password = '', named = '', query = ''] =
    PARTS.exec(connectionString.trim()) ?? [];
  return { scheme, username, password, hosts: named.split(','), query };
};

/** Takes a connection string apart, or fails without repeating it. */
export const addressOf = (connectionString: string): Address => {
  const { scheme, username, password, hosts, query } = partsOf(connectionString);
  if (!hosts.every((host) => HOST.test(host)))
    throw wrong('is a connection string that begins with esdb:// or esdb+discover://, and names hosts');
  return {
    scheme: scheme === 'esdb' ? scheme : 'esdb+discover',
    hosts,
    settings: new Map(query.split('&').filter(Boolean).map(settingIn)),
    ...(username !== '' && { credentials: credentialsIn(username, password) }),
  };
};

export const isByTls = ({ settings }: Address): boolean => settings.get('tls') !== 'false';

/** As the client reads it: what a password may hold it would take for something else. */
export const connectionStringOf = ({ scheme, credentials, hosts, settings }: Address): string => {
  const who = credentials
    ? `${encodeURIComponent(credentials.username)}:${encodeURIComponent(credentials.password)}@`
    : '';
  const pairs = [...settings].map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `${scheme}://${who}${hosts.join(',')}${pairs.length > 0 ? `?${pairs.join('&')}` : ''}`;
};

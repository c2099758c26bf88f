import type { Reader } from './reader.js';

export const EVENT_STORE = 'CONCORD_EVENT_STORE';

/** As its client reads it: perhaps a user and a password, one host or several, perhaps settings. */
const ADDRESS =
  /^esdb(\+discover)?:\/\/([^\s:@/?]+:[^\s@/?]+@)?[\w.-]+(:\d{1,5})?(,[\w.-]+(:\d{1,5})?)*\/?(\?[^\s?]+)?$/;

/** Its client warns of any other, or of one that it has not, with the whole connection string. */
const SETTINGS: ReadonlySet<string> = new Set([
  'tls',
  'tlscafile',
  'usercertfile',
  'userkeyfile',
  'connectionname',
  'nodepreference',
  'throwonappendfailure',
  'maxdiscoverattempts',
  'discoveryinterval',
  'gossiptimeout',
  'defaultdeadline',
  'keepaliveinterval',
  'keepalivetimeout',
]);

const settingsOf = (value: string): ReadonlyMap<string, string> => {
  const pairs = new URLSearchParams(value.split('?')[1] ?? '');
  return new Map([...pairs].map(([name, text]) => [name.toLowerCase().replaceAll(/[-_]/g, ''), text]));
};

const isEncoded = (value: string): boolean => !/%(?![\da-f]{2})/i.test(value);

const faultsOf = (value: string, production: boolean): readonly string[] => {
  const settings = settingsOf(value);
  const inClear = settings.get('tls') === 'false';
  const said: readonly (readonly [boolean, string])[] = [
    [inClear && production, 'says tls=false: in production the log is reached by TLS alone'],
    [!inClear && !value.includes('@'), 'names no user: by TLS a server wants to know who asks'],
    [settings.get('throwonappendfailure') === 'false', 'says throwOnAppendFailure=false: a refused append has to fail'],
    [![...settings.keys()].every((name) => SETTINGS.has(name)), 'has a setting that its client does not know'],
    [!isEncoded(value), 'has a user, a password or a setting that is not percent-encoded'],
  ];
  return said.filter(([isSo]) => isSo).map(([, what]) => `${EVENT_STORE} ${what}`);
};

/** Where an EventStoreDB keeps the log. Missing: PostgreSQL does. Its value is never repeated in a fault. */
export const readEventStore = (reader: Reader, production: boolean): string | undefined => {
  const value = reader.text(EVENT_STORE);
  if (value === undefined) return undefined;
  reader.faults.push(
    ...(ADDRESS.test(value)
      ? faultsOf(value, production)
      : [`${EVENT_STORE} is a connection string that begins with esdb:// or esdb+discover://`]),
  );
  return value;
};

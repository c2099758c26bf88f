import type { Reader } from './reader.js';

export const EVENT_STORE = 'CONCORD_EVENT_STORE';

/** As its client reads it: perhaps a user and a password, one host or several, perhaps settings. */
const ADDRESS =
  /^esdb(\+discover)?:\/\/([^\s:@/]+:[^\s@/]+@)?[\w.[\]-]+(:\d{1,5})?(,[\w.[\]-]+(:\d{1,5})?)*\/?(\?[^\s?]+)?$/;

const settingsOf = (value: string): ReadonlyMap<string, string> =>
  new Map([...new URLSearchParams(value.split('?')[1] ?? '')].map(([name, text]) => [name.toLowerCase(), text]));

const faultsOf = (value: string, production: boolean): readonly string[] => {
  const settings = settingsOf(value);
  const inClear = settings.get('tls') === 'false';
  return [
    ...(inClear && production ? [`${EVENT_STORE} says tls=false: in production the log is reached by TLS alone`] : []),
    ...(!inClear && !value.includes('@')
      ? [`${EVENT_STORE} names no user: by TLS a server wants to know who asks`]
      : []),
    ...(settings.get('throwonappendfailure') === 'false'
      ? [`${EVENT_STORE} says throwOnAppendFailure=false: a refused append has to fail`]
      : []),
  ];
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

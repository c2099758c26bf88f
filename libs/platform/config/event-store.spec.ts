import { readConfig } from './config.js';
import { readEventStore } from './event-store.js';
import { readerOf } from './reader.js';
import { redacted } from './redacted.js';

const read = (CONCORD_EVENT_STORE: string, production = false) => {
  const reader = readerOf({ env: { CONCORD_EVENT_STORE }, readFile: () => '', secrets: [] });
  return { url: readEventStore(reader, production), faults: reader.faults };
};

describe('the EventStoreDB that keeps the log', () => {
  it('is not there unless it is named', () => {
    expect(readConfig({}).eventStoreUrl).toBeUndefined();
  });

  it.each([
    'esdb://127.0.0.1:2113?tls=false',
    'esdb://hub:hush@node1.example:2113,node2.example:2113,node3.example:2113?tlsCAFile=/etc/ca.pem',
    'esdb+discover://hub:hush@cluster.example',
  ])('is named as its client reads it: %s', (url) => {
    expect(read(url)).toEqual({ url, faults: [] });
    expect(readConfig({ CONCORD_EVENT_STORE: url }).eventStoreUrl).toBe(url);
  });

  it('may be named in a file, as there is a password in it', () => {
    const url = 'esdb://hub:hush@log.example';
    expect(readConfig({ CONCORD_EVENT_STORE_FILE: '/f' }, () => url).eventStoreUrl).toBe(url);
  });

  it.each([
    'postgres://hub:hush@log.example/log',
    'esdb://',
    'esdb://hub:hush@log.example/a/b',
    'esdb://a b',
    'esdb://hub:hush@[::1]:2113',
  ])('is no other address, and what it was is not repeated: %s', (url) => {
    expect(read(url).faults).toEqual([
      'CONCORD_EVENT_STORE is a connection string that begins with esdb:// or esdb+discover://',
    ]);
  });

  it('is reached by TLS in production, by somebody it knows', () => {
    expect(read('esdb://hub:hush@log.example', true).faults).toEqual([]);
    expect(read('esdb://hub:hush@log.example?tls=false', true).faults).toHaveLength(1);
    expect(read('esdb://log.example').faults).toEqual([
      'CONCORD_EVENT_STORE names no user: by TLS a server wants to know who asks',
    ]);
  });

  it('has to say when it refuses an append', () => {
    expect(read('esdb://127.0.0.1?tls=false&throwOnAppendFailure=false').faults).toHaveLength(1);
  });

  it.each(['hush=1', 'tlsVerifyCert=false', 'tls=true&hush'])(
    'has no setting of which its client would warn with the password: %s',
    (setting) => {
      const { faults } = read(`esdb://hub:hush@log.example?${setting}`);
      expect(faults).toEqual(['CONCORD_EVENT_STORE has a setting that its client does not know']);
    },
  );

  it('has a password that its client can read', () => {
    const { faults } = read('esdb://hub:hush%@log.example');
    expect(faults).toEqual(['CONCORD_EVENT_STORE has a user, a password or a setting that is not percent-encoded']);
    expect(read('esdb://hub:hu:sh%25@log.example?node_preference=leader').faults).toEqual([]);
  });

  it('is shown without who asks', () => {
    const config = readConfig({
      CONCORD_EVENT_STORE: 'esdb://hub:hush@a.example:2113,b.example?nodePreference=leader',
    });
    expect(redacted(config)['eventStoreUrl']).toBe('esdb://a.example:2113,b.example');
  });
});

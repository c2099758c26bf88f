import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { authority } from '../../test/eventstoredb/certificates.js';
import { startEventStoreDouble, type EventStoreDouble } from '../../test/eventstoredb/index.js';
import { describeEventStoreDb, eventStoreDbEventStore } from './index.js';
import { requestFor } from './testing/callers.js';

describe('an EventStoreDB by TLS, with users', () => {
  const folder = mkdtempSync(join(tmpdir(), 'concord-tls-'));
  const trusted = authority();
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const ca = file('ca.pem', trusted.certificate);
  const other = file('other.pem', authority('another').certificate);
  const users = { hub: 'hu:sh hush' };
  let double: EventStoreDouble;
  let elsewhere: EventStoreDouble;
  beforeAll(async () => {
    double = await startEventStoreDouble({ tls: trusted.issued('127.0.0.1'), users });
    elsewhere = await startEventStoreDouble({ tls: trusted.issued('log.example'), users });
  });
  afterAll(async () => {
    await double.stop();
    await elsewhere.stop();
    rmSync(folder, { recursive: true });
  });

  const at = (port: number, { who = 'hub:hu%3Ash%20hush', trusts = ca } = {}) =>
    `esdb://${who}@127.0.0.1:${String(port)}?tls=true&tlsCAFile=${encodeURIComponent(trusts)}`;
  const open = (connectionString: string, whole = 1_000) =>
    eventStoreDbEventStore({
      connectionString,
      now: () => new Date().toISOString(),
      timeouts: { whole, call: whole - 100 },
    });

  it('takes and gives events, and says which it is, to the hub', async () => {
    const store = open(at(double.port), 4_000);
    const command = { id: randomUUID(), stream: `secret-${randomUUID()}`, events: 2 };
    await store.append(requestFor(command, -1));
    expect((await store.heads([command.stream])).get(command.stream)).toBe(1);
    await store.close();
    expect(await describeEventStoreDb(at(double.port))).toMatchObject({
      version: '23.10.6',
      nodes: [{ role: 'leader', behind: 0 }],
    });
    const cluster = at(double.port).replace(/(127.0.0.1:\d+)/, '$1,$1');
    const found = open(cluster, 4_000);
    expect((await found.heads([command.stream])).get(command.stream)).toBe(1);
    await found.close();
  });

  const wrongs: readonly (readonly [string, () => string, RegExp])[] = [
    ['a wrong password', () => at(double.port, { who: 'hub:hush' }), /does not let the hub in/],
    ['a user whom it does not know', () => at(double.port, { who: 'hush:hush' }), /does not let the hub in/],
    ['a certificate of somebody else', () => at(double.port, { trusts: other }), /not signed by/],
    ['no authority to trust', () => at(double.port).replace(/&.*/, ''), /not signed by/],
    ['a certificate for another name', () => at(elsewhere.port), /for another name/],
    ['no TLS', () => `esdb://hub:hush@127.0.0.1:${String(double.port)}?tls=false`, /TLS/],
    ['nobody there', () => at(1), /nothing listens/],
    [
      'one of several that may be asked',
      () => at(double.port, { trusts: other }).replace(/(127.0.0.1:\d+)/, '$1,$1'),
      /not signed by/,
    ],
  ];

  it.each(wrongs)('says so when the address leads to %s, and nothing of who asks', async (_what, address, says) => {
    // Several are asked who leads before any of them is asked for more.
    const store = open(address(), address().includes(',') ? 4_000 : 1_000);
    const failures = await Promise.all([
      store.head().catch((error: unknown) => error),
      store.heads(['any']).catch((error: unknown) => error),
      store.append(requestFor({ id: randomUUID(), stream: 'any', events: 1 }, -1)).catch((error: unknown) => error),
      describeEventStoreDb(address()).catch((error: unknown) => error),
    ]);
    await store.close();
    for (const failure of failures) {
      expect(failure).toMatchObject({ code: 'unavailable', message: expect.stringMatching(says) });
      expect(inspect(failure, { depth: 20, showHidden: true })).not.toMatch(/hush|aHVi/);
    }
  });
});

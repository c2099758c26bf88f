import { randomUUID } from 'node:crypto';
import { copyLog, fingerprint } from '@hub/eventsourcing';
import { appendOf, happened, logImageContract, sha256, type Movable } from '@hub/eventsourcing/testing';
import { logMigrations, migrate, postgresEventStore, postgresLogImage } from '@hub/postgres';
import { withDatabases } from '@hub/postgres/testing';
import { startEventStore, type EventStoreServer } from '../../test/eventstoredb/server.js';
import { eventStoreDbEventStore, eventStoreDbLogImage } from './index.js';

describe('a whole log on EventStoreDB', () => {
  const database = withDatabases();
  const opened: Movable[] = [];
  let server: EventStoreServer;
  beforeAll(async () => void (server = await startEventStore()));

  const kept = (movable: Movable): Movable => {
    opened.push(movable);
    return movable;
  };

  const now = (): string => new Date().toISOString();

  /** An empty log among others on the server. */
  const there = (space = `${randomUUID()}/`): Promise<Movable> => {
    const at = { connectionString: server.url, space };
    return Promise.resolve(kept({ store: eventStoreDbEventStore({ ...at, now }), image: eventStoreDbLogImage(at) }));
  };

  const here = async (): Promise<Movable> => {
    const { owner, appUrl, ownerUrl } = await database();
    await migrate(owner, logMigrations);
    const store = postgresEventStore({ connectionString: appUrl, now });
    return kept({ store, image: await postgresLogImage(ownerUrl) });
  };

  afterAll(async () => {
    for (const { store, image } of opened) await Promise.all([store.close(), image.close()]);
    await server.stop();
  });

  it('what is recorded after a copy lies after it, however far the positions of what was copied had come', async () => {
    const space = `${randomUUID()}/`;
    const [from, to, back] = [await here(), await there(space), await here()];
    const position = '900000000000000';
    const kept = { id: randomUUID(), type: 'SomethingHappened', data: '{}', metadata: '{"actor":"w"}' };
    const place = { revision: 0, position, recordedAt: '2026-06-30T09:00:00.000Z' };
    const claim = { agency: 'school', commandId: 'first', requestMac: 'mac' };
    await from.image.add([{ claim, stream: 'far', revision: 0, position, events: [{ ...kept, ...place }] }]);
    await from.store.append(appendOf({ stream: 'far', expected: 0, events: [happened(), happened()] }));
    await copyLog(from.image, to.image);
    await copyLog(from.image, to.image);

    const { position: next } = await to.store.append(appendOf({ stream: 'far', expected: 2 }));
    expect(to.store.isAfter(next, await from.store.head())).toBe(true);
    expect(await to.store.head()).toBe(next);
    const events = await to.store.page(to.store.start, 10);
    expect(events.map(({ revision }) => revision)).toEqual([0, 1, 2, 3]);
    // Whoever starts anew remembers no place.
    const anew = eventStoreDbEventStore({ connectionString: server.url, space, now });
    for (const [index, event] of events.entries())
      expect(await anew.page(event.position, 10)).toEqual(events.slice(index + 1));
    await anew.close();
    await copyLog(to.image, back.image);
    expect(await fingerprint(back.image, sha256)).toEqual(await fingerprint(to.image, sha256));
    await expect(copyLog(to.image, (await there()).image)).resolves.toMatchObject({ events: 4 });
  });

  it('what goes to EventStoreDB in one append comes out in one, however large', async () => {
    const [from, to] = [await here(), await there()];
    const events = Array.from({ length: 4 }, (_, n) => happened({ n, text: 'x'.repeat(255 * 1024) }));
    const command = appendOf({ events });
    const answer = await from.store.append(command);
    await copyLog(from.image, to.image);
    expect(await fingerprint(to.image, sha256)).toEqual(await fingerprint(from.image, sha256));
    expect(await to.store.append(command)).toEqual({ ...answer, replayed: true });
    expect(await copyLog(from.image, to.image)).toEqual({ events: 0, grew: false });
  });

  logImageContract('a log on PostgreSQL that goes to EventStoreDB', here, () => there());
  logImageContract('a log on EventStoreDB that goes to PostgreSQL', () => there(), here);
});

import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EventStore } from '@hub/eventsourcing';
import { inMemoryEventStore } from '@hub/eventsourcing/testing';
import { postgresPools, startEmbeddedPostgres } from '@hub/postgres';
import { runFolder, withPostgres } from '@hub/postgres/testing';
import { feedDepartures, leftAsOf } from './feed-departures.js';

const database = withPostgres();

/** A log in which two agencies are registered, and the school was released five messages among a lot that it was not told. */
const aLog = async (): Promise<EventStore> => {
  const store = inMemoryEventStore({ now: () => '2026-06-30T09:00:00.000Z' });
  const metadata = { agency: 'partnership', actor: 'test', correlationId: 'test' };
  let count = 0;
  const append = async (stream: string, type: string, data: object): Promise<void> => {
    count += 1;
    const expected = (await store.heads([stream])).get(stream) ?? -1;
    const claim = { agency: 'test', commandId: String(count), requestMac: 'test' };
    await store.append({ stream, expected, claim, events: [{ id: randomUUID(), type, data, metadata }] });
  };
  for (const agencyId of ['school', 'health']) await append('register', 'AgencyRegistered', { agencyId });
  for (const messages of [
    [{ sequence: 1 }, { sequence: 2 }, { sequence: 3 }],
    [{ sequence: 4 }, { sequence: 5 }],
  ])
    await append('feed-school', 'MessagesReleased', { agencyId: 'school', messages });
  for (let n = 0; n < 40; n += 1) await append('feed-school', 'MessageWithheld', { agencyId: 'school' });
  return store;
};

const opened = async () => feedDepartures({ pools: database(), store: await aLog() });

describe('how far feeds have left', () => {
  beforeEach(async () => {
    await opened();
    await database().owner.query(`delete from hub.feed_departures where agency <> ''`);
  });

  it('is kept for all hubs of a database, and never goes back', async () => {
    const [one, other] = [await opened(), await opened()];
    expect(await one.upTo('school')).toBe(0);
    await one.advance('school', 3);
    await one.advance('school', 2);
    expect(await other.upTo('school')).toBe(3);
    expect([one.known('school'), other.known('school')]).toEqual([3, 0]);
    expect(await (await opened()).upTo('school')).toBe(3);
  });

  it('stands still while somebody works who has to know, for all hubs', async () => {
    const [one, other] = [await opened(), await opened()];
    const seen: string[] = [];
    await one.advance('school', 2);
    let advancing: Promise<void> | undefined;
    await one.whileNothingLeaves('school', async (upTo) => {
      advancing = other.advance('school', 3).then(() => void seen.push('advanced'));
      await other.advance('health', 1);
      seen.push(`worked up to ${String(upTo)}`);
    });
    await advancing;
    expect(seen).toEqual(['worked up to 2', 'advanced']);
    await expect(one.whileNothingLeaves('school', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    await other.advance('school', 4);
    expect(await one.upTo('school')).toBe(4);
  });

  it('is not known once it was lost: then all that was released may have left', async () => {
    const departures = await opened();
    await departures.advance('school', 2);
    await database().owner.query('delete from hub.feed_departures');
    expect(await departures.upTo('school')).toBe(Infinity);
    expect(await departures.whileNothingLeaves('school', (upTo) => Promise.resolve(upTo))).toBe(Infinity);
    const again = await opened();
    expect([await again.upTo('school'), await again.upTo('health')]).toEqual([5, 0]);
    await again.advance('school', 2);
    expect(await again.upTo('school')).toBe(5);
  });

  it('is no less after a crash of PostgreSQL', async () => {
    const dataDir = runFolder('departures');
    const started = () => startEmbeddedPostgres({ dataDir, log: () => undefined });
    const store = await aLog();
    const before = await started();
    const pools = postgresPools(before);
    await (await feedDepartures({ pools, store })).advance('school', 4);
    process.kill(Number(readFileSync(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
    await before.ended;
    await Promise.all([pools.close(), before.stop()]);
    const after = await started();
    const others = postgresPools(after);
    expect(await (await feedDepartures({ pools: others, store })).upTo('school')).toBeGreaterThanOrEqual(4);
    await others.close();
    await after.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('is known as of one moment, whatever leaves after it', async () => {
    const departures = await opened();
    await departures.advance('school', 2);
    const left = await leftAsOf({ pools: database() });
    await departures.advance('school', 3);
    await departures.advance('health', 1);
    expect([await left.upTo('school'), await left.upTo('health')]).toEqual([2, 0]);
    await left.look();
    expect([await left.upTo('school'), await left.upTo('health')]).toEqual([3, 1]);
    await database().owner.query('delete from hub.feed_departures');
    await left.look();
    expect(await left.upTo('school')).toBe(Infinity);
  });

  it('is all of it where it was not kept yet', async () => {
    await database().owner.query('drop schema hub cascade');
    await database().owner.query(`delete from concord.migrations where name like 'hub/%'`);
    expect(await (await opened()).upTo('school')).toBe(5);
  });
});

import { randomUUID } from 'node:crypto';
import { rememberingGrowth } from '@hub/eventsourcing';
import { startEventStoreCluster, type EventStoreCluster } from '../../test/eventstoredb/index.js';
import { eventStoreDbEventStore } from './index.js';
import { carriedOut } from './testing/callers.js';

const TIMEOUTS = { whole: 8_000, call: 400, silence: 700, patience: 50 };

/**
 * Two hubs on a cluster whose leader stands still and comes back. Until it hears that another leads it answers what it knew
 * before, and whoever is still connected to it believes that (G4). What it is told to write it does not acknowledge: so every
 * read, which records what it is about to tell and then asks for the heads once more, finds out.
 */
describe('a leader that does not know that it is none any more', () => {
  let cluster: EventStoreCluster;
  beforeAll(async () => {
    cluster = await startEventStoreCluster({ stale: 3_000 });
  });
  afterAll(async () => {
    await cluster.stop();
  });

  const now = () => new Date().toISOString();
  const open = () =>
    rememberingGrowth(eventStoreDbEventStore({ connectionString: cluster.url, now, timeouts: TIMEOUTS }));

  it('tells an old head, and nobody who has recorded something since then is told it', async () => {
    const [reading, other] = [open(), open()];
    const consents = `consents-${randomUUID()}`;
    const record = (hub: typeof reading, stream: string) => carriedOut(hub, { id: randomUUID(), stream, events: 1 });
    const headFor = async (hub: typeof reading) => (await hub.heads([consents])).get(consents);
    await record(other, consents);
    expect(await headFor(reading)).toBe(0);

    const leader = await cluster.leader();
    await cluster.pause(leader);
    await record(other, consents);
    await cluster.resume(leader);

    expect(await headFor(reading)).toBe(0);
    await record(reading, `disclosure-${randomUUID()}`);
    expect(await headFor(reading)).toBe(1);
    await Promise.all([reading.close(), other.close()]);
  });
});

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '@hub/eventsourcing';
import { eventStoreDbEventStore } from '@hub/eventstoredb';
import { runFolder, withPostgres, type TestDatabase } from '@hub/postgres/testing';
import type { Hub, HubOptions } from '../../apps/hub/start.js';
import { configOf } from '../e2e/config.js';
import { startEventStoreDouble, type EventStoreDouble } from '../eventstoredb/index.js';
import { startOverheard } from '../logs/index.js';
import { partnershipAt, startIssuer, type OutsideIssuer, type Partnership } from './hub/index.js';

export interface HubOnDouble extends Pick<Hub, 'url' | 'waitFor' | 'stop'> {
  readonly config: HubOptions['config'];
  readonly database: TestDatabase;
  readonly double: EventStoreDouble;
  /** The log as it is stored, past the hub. */
  readonly store: EventStore;
  /** The same, with as much patience as a hub has: for whoever reads a lot of it once all is well. */
  readonly patient: EventStore;
  readonly partnership: Partnership;
}

/** A suite waits less for its server than a hub does, so that it sees a server fail many times. */
const TIMEOUTS = { whole: 2_000, call: 400, silence: 500, patience: 50 };

/** A hub in this process, for one suite, with its log on a double of EventStoreDB that keeps it in a file. */
export const withHubOnDouble = (): (() => HubOnDouble) => {
  const folder = runFolder('on-double');
  let issuer: OutsideIssuer | undefined;
  let double: EventStoreDouble | undefined;
  let hub: HubOnDouble | undefined;

  // Hooks run in the order they are written in: the hub stops before its database does.
  afterAll(async () => {
    try {
      await hub?.stop();
    } finally {
      await hub?.store.close();
      await hub?.patient.close();
      await double?.stop();
      issuer?.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
  const database = withPostgres();
  beforeAll(async () => {
    issuer = await startIssuer();
    double = await startEventStoreDouble({ file: join(folder, 'log') });
    const { url: eventStoreUrl } = double;
    const oidc = { issuer: issuer.issuer, audience: issuer.audience, jwksUri: issuer.jwksUri };
    const config = configOf(join(folder, 'data'), database(), { oidc, eventStoreUrl, logLevel: 'silent' });
    const clock = (): Date => new Date();
    const now = (): string => clock().toISOString();
    const open = () => eventStoreDbEventStore({ connectionString: eventStoreUrl, now, timeouts: TIMEOUTS });
    const started = await startOverheard({ config, clock, openLog: () => Promise.resolve(open()) });
    const [store, patient] = [open(), eventStoreDbEventStore({ connectionString: eventStoreUrl, now })];
    const isAfter = (a: string, b: string): boolean => store.isAfter(a, b);
    const partnership = partnershipAt({ url: () => started.hub.url, issuer, isAfter });
    hub = { ...started.hub, config, database: database(), double, store, patient, partnership };
  });

  return () => {
    if (!hub) throw new Error('the hub is there only while tests run');
    return hub;
  };
};

const BEHIND = `select projection as name, position from read.checkpoints where build = 'live'
  union all select process, position from hub.checkpoints`;

/** Whatever follows the log comes to the end that it has now: views, matching, release, recalls. */
export const expectFollowed = async ({
  patient: store,
  database,
}: Pick<HubOnDouble, 'patient' | 'database'>): Promise<void> => {
  const head = await store.head();
  for (let tries = 0; ; tries += 1) {
    const { rows } = await database.owner.query<{ name: string; position: string }>(BEHIND);
    const behind = rows.filter(({ position }) => store.isAfter(head, position));
    if (behind.length === 0) {
      expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['matching', 'recalls', 'release']));
      return;
    }
    if (tries > 600) expect(behind).toEqual([]);
    await sleep(50);
  }
};

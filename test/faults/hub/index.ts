/**
 * A hub as it ships, in a process of its own, an issuer outside it, and a database to look into.
 *
 * ```ts
 * const hub = withHubProcess({ logLevel: 'trace' });
 * it('…', async () => { await hub().partnership.as('school', 'dsl').get('/caseload', { purpose: 'early-help' }); });
 * ```
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EventStore } from '@hub/eventsourcing';
import { postgresEventStore } from '@hub/postgres';
import { runFolder, withPostgres, type TestDatabase } from '@hub/postgres/testing';
import { startHubProcess, type HubProcess, type HubProcessOptions } from './hub-process.js';
import { startIssuer, type OutsideIssuer } from './issuer.js';
import { partnershipAt, type Partnership } from './partnership.js';

export { startHubProcess, type HubProcess, type HubProcessOptions } from './hub-process.js';
export { signed, startIssuer, type OutsideIssuer, type TokenParts } from './issuer.js';
export { claimsOf, clientOf, partnershipAt, type Partnership } from './partnership.js';

export interface RunningHub extends HubProcess {
  readonly issuer: OutsideIssuer;
  readonly database: TestDatabase;
  /** The log as it is stored, sealed content and all; past the hub, over a connection of the spec's own. */
  readonly store: EventStore;
  readonly partnership: Partnership;
}

/** A hub for one suite, on a database of its own. */
export const withHubProcess = (options: Pick<HubProcessOptions, 'logLevel'> = {}): (() => RunningHub) => {
  const database = withPostgres();
  let hub: RunningHub | undefined;
  let folder = '';

  beforeAll(async () => {
    folder = runFolder('faults');
    const issuer = await startIssuer();
    const { appUrl, ownerUrl } = database();
    const dataDir = join(folder, 'data');
    const running = await startHubProcess({ ...options, dataDir, issuer, database: { appUrl, ownerUrl } });
    const store = postgresEventStore({ connectionString: appUrl, now: () => new Date().toISOString() });
    const isAfter = (a: string, b: string): boolean => store.isAfter(a, b);
    const partnership = partnershipAt({ url: () => running.url, issuer, isAfter });
    hub = { ...running, issuer, database: database(), store, partnership };
  });
  afterAll(async () => {
    try {
      await hub?.stop();
    } finally {
      await hub?.store.close();
      hub?.issuer.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  return () => {
    if (!hub) throw new Error('the hub is there only while tests run');
    return hub;
  };
};

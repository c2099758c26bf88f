/**
 * A whole hub for one spec: a real PostgreSQL, real HTTP, signed tokens, and agents that speak as an agency would.
 *
 * ```ts
 * const hub = withHub({ at: '2026-06-30T09:00:00.000Z' });   // leave `at` out for the real time
 *
 * it('…', async () => {
 *   await hub().enrol('school', { sector: 'education', roles: { dsl: {}, ig: { functions: ['information-governance'] } } });
 *   const dsl = hub().as('school', 'dsl');                   // worker `school-dsl`; a third argument names another
 *   const { id } = await dsl.post('/people', person).created();
 *   await dsl.get(`/people/${id}/view`, { purpose: 'safeguarding' }).expect(200, { outcome: 'permit' });
 *   await dsl.post('/people', {}).refused(400, 'request/not-valid');
 *   hub().clock.advance({ days: 1 });
 * });
 * ```
 *
 * - Paths are below `/v1`. Every write carries a fresh key unless `key` says otherwise (`null`: none).
 * - A read waits for everything that was written through this hub, unless `minPosition` says otherwise (`null`: nothing).
 * - `created()` is `expect(201)` and gives the receipt; `refused(status, code)` holds the whole answer against RFC 9457.
 * - `hub().happened('MatchProposed')` waits for what the hub does by itself.
 * - `hub().store` is the log: `storesNothing(async () => …)` asserts that its head has not moved.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventStoreDbEventStore } from '@hub/eventstoredb';
import { connectionPool } from '@hub/postgres';
import { withPostgres } from '@hub/postgres/testing';
import type { RoleFunction } from '@hub/agencies';
import type { Recorded } from '@hub/eventsourcing';
import type { Sector } from '@hub/sharing';
import type { Hub, HubOptions } from '../../apps/hub/start.js';
import { ADMINISTRATOR_CLIENT, configOf } from './config.js';
import { startEventStore, type EventStoreServer } from '../eventstoredb/server.js';
import { startOverheard, type Overheard } from '../logs/index.js';
import { agentOf, type Agent } from './agent.js';
import { settableClock, type SettableClock } from './clock.js';

export { revisionOf, type Agent, type Answer, type Call, type Options } from './agent.js';

interface RoleToEnrol {
  readonly title?: string;
  readonly reach?: 'agency' | 'caseload';
  readonly functions?: readonly RoleFunction[];
}

export interface AgencyToEnrol {
  readonly name?: string;
  readonly sector?: Sector;
  readonly powers?: readonly string[];
  readonly roles: Readonly<Record<string, RoleToEnrol>>;
}

export interface TestHub extends Hub {
  readonly clock: SettableClock;
  /** Registers an agency with its roles and one client, as the partnership's administrator. */
  enrol(id: string, agency: AgencyToEnrol): Promise<void>;
  /** Somebody who calls with a token of this agency's client. */
  as(agency: string, role: string, worker?: string): Agent;
  /** The administrator of the partnership itself. */
  readonly administrator: Agent;
  /** The first event of a type for which something holds, once it is in the log: for what runs by itself. */
  happened(type: string, holds?: (event: Recorded) => boolean): Promise<Recorded>;
  /** Asserts that nothing was stored meanwhile. */
  storesNothing(work: () => Promise<unknown>): Promise<void>;
}

export interface TestHubOptions {
  /** The time at the start; from then on it moves only when a spec says so. Missing: the real time. */
  readonly at?: string;
  /** What is shown of the log; `error` unless said otherwise. All of it is listened to, and may tell nothing. */
  readonly logLevel?: 'silent' | 'error' | 'info' | 'debug';
  /** Missing: none. */
  readonly rateLimits?: HubOptions['config']['rateLimits'];
  /** Missing: messages are fetched alone. */
  readonly kafka?: HubOptions['config']['kafka'];
  /** It is watched, at an address of its own. */
  readonly watched?: true;
  /** An EventStoreDB that keeps the log, apart from the logs of other suites there. Missing: PostgreSQL. */
  readonly eventStore?: string;
}

/** The log of a spec that tells the time takes the hub's word for it, however far ahead of the server's it is. */
const openBelieving: NonNullable<HubOptions['openLog']> = ({ eventStoreUrl = '' }, { now }) =>
  Promise.resolve(
    eventStoreDbEventStore({ connectionString: eventStoreUrl, now, ahead: Infinity, space: `${randomUUID()}/` }),
  );

export interface Opened {
  readonly hub: TestHub;
  /** The hub's log, as it is listened to. */
  readonly log: Overheard;
  /** Stops the hub; fails when a line of its log told anything of what was told to it. */
  close(): Promise<void>;
}

/** The database of a spec that tells the time takes the hub's word for it, however far ahead of the real one it is. */
const believeTheHub = async (ownerUrl: string): Promise<void> => {
  const owner = connectionPool(ownerUrl, { max: 1 });
  await owner.query(
    `create or replace function log.clock() returns timestamptz language sql as $$ select timestamptz 'infinity' $$`,
  );
  await owner.end();
};

/** Milliseconds, by the hub's clock. */
const TOKEN_SERVES = 30_000;
/** Milliseconds in which a busy machine does what a quiet one does at once. */
const PATIENCE = 60_000;

/** A hub on this database, for a spec that needs one hub after another. */
export const openHub = async (
  database: { ownerUrl: string; appUrl: string },
  options: TestHubOptions,
): Promise<Opened> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'concord-e2e-'));
  const clock = settableClock(options.at);
  const users: { id: string; clientId: string; worker: string; role: string }[] = [];
  const { hub, log } = await startOverheard({
    config: configOf(dataDir, database, {
      ...(options.logLevel && { logLevel: options.logLevel }),
      ...(options.rateLimits && { rateLimits: options.rateLimits }),
      ...(options.kafka && { kafka: options.kafka }),
      ...(options.watched && { admin: { host: '127.0.0.1', port: 0 } }),
      ...(options.eventStore !== undefined && { eventStoreUrl: options.eventStore }),
    }),
    ...(options.eventStore !== undefined && { openLog: openBelieving }),
    clock: clock.now,
    users,
  });
  if (options.at !== undefined) await believeTheHub(database.ownerUrl);
  const seen = { position: hub.store.start };

  const tokens = new Map<string, { readonly token: string; readonly at: number }>();
  /** Somebody's token, which they use for as long as anybody would. */
  const tokenOf = async (id: string): Promise<string | undefined> => {
    const at = clock.now().getTime();
    const known = tokens.get(id);
    if (known && at >= known.at && at - known.at < TOKEN_SERVES) return known.token;
    const token = await hub.tokenFor(id);
    if (token !== undefined) tokens.set(id, { token, at });
    return token;
  };

  const as = (agency: string, role: string, worker = `${agency}-${role}`): Agent => {
    const id = JSON.stringify([agency, role, worker]);
    const clientId = agency === 'partnership' ? ADMINISTRATOR_CLIENT : `client-of-${agency}`;
    if (!users.some((user) => user.id === id)) users.push({ id, clientId, worker, role });
    return agentOf({ hub, seen, token: () => tokenOf(id) });
  };
  const administrator = as('partnership', 'administrator');

  const enrol = async (id: string, { name = id, sector = 'council', powers = [], roles }: AgencyToEnrol) => {
    await administrator.post('/agencies', { id, name, sector, powers }).created();
    for (const [code, { title = code, reach = 'agency', functions = ['practitioner'] }] of Object.entries(roles))
      await administrator.post(`/agencies/${id}/roles`, { code, title, reach, functions }).created();
    await administrator.post(`/agencies/${id}/clients`, { clientId: `client-of-${id}` }).created();
  };

  const storesNothing = async (work: () => Promise<unknown>): Promise<void> => {
    const before = await hub.store.head();
    await work();
    expect(await hub.store.head()).toBe(before);
  };

  const happened = async (type: string, holds: (event: Recorded) => boolean = () => true): Promise<Recorded> => {
    const signal = AbortSignal.timeout(PATIENCE);
    for await (const batch of hub.store.follow(hub.store.start, signal)) {
      const found = batch.find((event) => event.type === type && holds(event));
      if (found) return found;
    }
    throw new Error(`no ${type} within a minute`);
  };

  const waitFor: Hub['waitFor'] = (position, milliseconds = PATIENCE) => hub.waitFor(position, milliseconds);

  return {
    hub: { ...hub, clock, enrol, as, administrator, happened, storesNothing, waitFor },
    log,
    close: () => hub.stop().finally(() => rmSync(dataDir, { recursive: true, force: true })),
  };
};

/** What keeps the log of a suite that runs on EventStoreDB as well (`jest.config.js`); PostgreSQL everywhere else. */
const withEventStore = (): (() => Pick<TestHubOptions, 'eventStore'>) => {
  if (!('LOG_ON_EVENTSTOREDB' in globalThis)) return () => ({});
  let server: EventStoreServer | undefined;
  beforeAll(async () => void (server = await startEventStore()));
  afterAll(() => server?.stop());
  return () => (server ? { eventStore: server.url } : {});
};

/** A hub of its own for one suite, started before it and stopped after it. */
export const withHub = (options: TestHubOptions | (() => TestHubOptions) = {}): (() => TestHub) => {
  let opened: Opened | undefined;
  // Hooks run in the order they are written in: the hub stops before its database does.
  afterAll(() => opened?.close());
  const [database, engine] = [withPostgres(), withEventStore()];
  const optionsNow = () => (typeof options === 'function' ? options() : options);
  beforeAll(async () => void (opened = await openHub(database(), { ...engine(), ...optionsNow() })));
  return () => {
    if (!opened) throw new Error('the hub is there only while tests run');
    return opened.hub;
  };
};

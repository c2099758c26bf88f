import type { EventStore, Position } from '@hub/eventsourcing';
import { developmentIssuer, verifier, type DemonstrationUser } from '@hub/identity';
import { apiApplication } from '../api/index.js';
import { bootstrap } from './bootstrap.js';
import type { HubConfig } from './config.js';
import { openStorage } from './storage.js';

export interface HubOptions {
  readonly config: HubConfig;
  readonly clock: () => Date;
  /** Users of the development issuer. Looked at whenever a token is asked for. */
  readonly users?: readonly DemonstrationUser[];
  /** One plain sentence to the operator. */
  readonly log?: (line: string) => void;
}

export interface Hub {
  readonly url: string;
  /** The log, for tests and for what runs in the same process. */
  readonly store: EventStore;
  /** A token of a user of the development issuer; `undefined` for somebody unknown. */
  tokenFor(userId: string): Promise<string | undefined>;
  /** True once everything that is made of the log shows this position. */
  waitFor(position: Position, milliseconds?: number): Promise<boolean>;
  stop(): Promise<void>;
}

/** Families of people, found by reading the whole log; until the read store takes its place. */
const slowIndex = (store: EventStore) => ({
  about: async (people: readonly string[]) => {
    const families = new Set<string>();
    let upTo = store.start;
    for (let page = await store.page(upTo, 1000); page.length > 0; page = await store.page(upTo, 1000)) {
      for (const { type, data } of page)
        if (type === 'FamilyMemberJoined' && people.includes((data as { personId: string }).personId))
          families.add((data as { familyId: string }).familyId);
      upTo = page.at(-1)?.position ?? upTo;
    }
    return { notes: [], families: [...families], upTo };
  },
});

/** Starts everything in one process: PostgreSQL where there is none, the log, the views and the API. */
export const startHub = async ({ config, clock, users = [], log = () => undefined }: HubOptions): Promise<Hub> => {
  const storage = await openStorage(config, { clock, log });
  const { store, vault } = storage;
  await bootstrap(store, config.administratorClient);
  const { environment, host, dataDir } = config;
  const issuer = await developmentIssuer({ dataDir, clock, environment, host, users });
  const app = await apiApplication({
    store,
    index: slowIndex(store),
    verifier: verifier({ issuers: [issuer.trust], clock }),
    keyedHash: vault.keyedHash,
    clock,
  });
  await app.listen(config.port, host);
  return {
    url: (await app.getUrl()).replace('[::1]', 'localhost'),
    store,
    tokenFor: (userId) => issuer.tokenFor(userId),
    waitFor: async () => true,
    stop: async () => {
      await app.close();
      await storage.close();
    },
  };
};

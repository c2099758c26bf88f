import type { EventStore, Position } from '@hub/eventsourcing';
import { developmentIssuer, verifier, type DemonstrationUser, type DevelopmentIssuer } from '@hub/identity';
import { signing, signingKeyIn, type Signing } from '@hub/signing';
import { application, rateLimits, readiness, shutdown, structuredLog, type Config } from '@hub/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { activeSubscriptions, ApiModule, checked, documentOf, knownTroubles } from '../api/index.js';
import { bootstrap } from './bootstrap.js';
import { checksOf } from './checks.js';
import { serveIssuer } from './development-routes.js';
import { serveKeys } from './key-routes.js';
import { knownCallers } from './known-callers.js';
import { matchProcess } from './match-process.js';
import { offerOf } from './offer.js';
import { feedDepartures, leftAsOf } from './feed-departures.js';
import { openFeeding } from './feeding.js';
import { openReading } from './reading.js';
import { recallProcess } from './recall-process.js';
import { openRelease } from './release.js';
import { serveSchemas } from './schema-routes.js';
import { openSending } from './send.js';
import { openSettling } from './settle.js';
import { openStorage, type Storage, type Surroundings } from './storage.js';
import { topicAccessOf } from './topic-access.js';
import { viewsOf } from './views-behind.js';
import { watchingOf } from './watching.js';

export interface HubOptions {
  readonly config: Config;
  readonly clock: () => Date;
  /** Users of the development issuer. Looked at whenever a token is asked for. */
  readonly users?: readonly DemonstrationUser[];
  /** Where the log goes; missing: standard output. */
  readonly logTo?: { write(line: string): void };
  /** One plain sentence to the operator. */
  readonly say?: (line: string) => void;
  /** How the log is opened; missing: where the configuration says. */
  readonly openLog?: Surroundings['openLog'];
}

export interface Hub {
  readonly url: string;
  /** Where whoever watches it asks; nowhere unless the configuration says so. */
  readonly adminUrl: string | undefined;
  /** The log held nothing when the hub started. */
  readonly fresh: boolean;
  /** The log, for tests and for what runs in the same process. */
  readonly store: EventStore;
  /** A token of a user of the development issuer; `undefined` for somebody unknown. */
  readonly tokenFor: (userId: string) => Promise<string | undefined>;
  /** True once every view shows this position. */
  waitFor(position: Position, milliseconds?: number): Promise<boolean>;
  /** Resolves when the hub's own PostgreSQL has ended, whoever ended it: a hub without its log ends too. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const issuerFor = async ({ config, clock, users = [] }: HubOptions): Promise<DevelopmentIssuer | undefined> => {
  const { environment, host, dataDir, oidc } = config;
  return oidc ? undefined : developmentIssuer({ dataDir, clock, environment, host, users });
};

const trusted = ({ oidc }: Config, issuer: DevelopmentIssuer | undefined) => [
  ...(oidc ? [{ issuer: oidc.issuer, audience: oidc.audience, jwksUri: oidc.jwksUri }] : []),
  ...(issuer ? [issuer.trust] : []),
];

/** What is beside the API's own routes. */
const serveBeside = (app: NestFastifyApplication, { jwks }: Signing, issuer: DevelopmentIssuer | undefined): void => {
  const server = app.getHttpAdapter().getInstance();
  // Made when it is first asked for: it takes a tenth of the start.
  let document: ReturnType<typeof documentOf> | undefined;
  server.get('/openapi.json', () => (document ??= documentOf(app)));
  serveKeys(server, jwks);
  serveSchemas(server);
  if (issuer) serveIssuer(server, issuer);
};

const signingOf = ({ signingKey, verifyingKeys, dataDir }: Config): Signing =>
  signing({ key: signingKey ?? signingKeyIn(dataDir), ...(verifyingKeys !== undefined && { verifyingKeys }) });

/** Starts everything in one process: PostgreSQL where there is none, the log, the views, the matching, the release of messages and the API. */
export const startHub = async (options: HubOptions): Promise<Hub> => {
  const { config, clock, say = () => undefined } = options;
  const storage = await openStorage(config, { clock, say, ...(options.openLog && { openLog: options.openLog }) });
  try {
    return await startOn(storage, options);
  } catch (error) {
    await storage.close();
    throw error;
  }
};

const startOn = async (storage: Storage, options: HubOptions): Promise<Hub> => {
  const { config, clock, logTo, say = () => undefined } = options;
  const log = structuredLog({ level: config.logLevel, ...(logTo && { to: logTo }) });
  const { store, vault } = storage;
  const fresh = (await store.head()) === store.start;
  const signs = signingOf(config);
  const issuer = await issuerFor(options);
  const issuers = trusted(config, issuer);
  for (const { issuer: name } of issuers)
    await bootstrap(store, { issuer: name, clientId: config.administratorClient });
  const { projector, views, hash, relianceWith, parts } = openReading(storage, { clock, say });
  await projector.start();
  const following = {
    ...storage,
    clock,
    log,
    waitFor: (position: Position, milliseconds: number) => views.waitFor(position, milliseconds),
  };
  const matching = matchProcess({ ...following, index: views.peopleIndex, hash });
  const departures = await feedDepartures(storage);
  const left = await leftAsOf(storage);
  const recalls = recallProcess({
    ...{ ...following, reliance: relianceWith(left.upTo), keyedHash: vault.keyedHash },
    lookWhatLeft: () => left.look(),
  });
  await matching.start();
  await recalls.start();
  const release = await openRelease({ ...storage, ...parts, config, sign: signs.sign, clock, log });
  release.start();
  const topics = topicAccessOf(config, { store, clock, log });
  await topics?.start();
  const settling = openSettling({ ...storage, ...parts, sign: signs.sign, departures, clock });
  const feeding = await openFeeding({ ...storage, ...settling, feedIndex: views.feedIndex, clock, log });
  await feeding.bell.start();
  const sending = await openSending({ ...storage, settling, config, sign: signs.sign, clock, log });
  await sending?.start();

  const ready = readiness();
  const checks = checksOf(storage, { projector, matching, release, topics, sending, recalls, views, clock });
  const watching = watchingOf(config.admin, {
    ...{ checks, readiness: ready, projector, sending, views, clock },
    ...{ feeds: settling.feeds, feedPositions: feeding.parts.feedPositions, subscriptions: activeSubscriptions(store) },
  });
  const app = await application({
    modules: [
      ApiModule.of({ ...parts, ...feeding.parts, hasTopics: config.kafka !== undefined, offer: offerOf(config) }),
    ],
    pipe: checked,
    prepare: (made) => serveBeside(made, signs, issuer),
    parts: {
      verifier: verifier({ issuers, clock }),
      register: knownCallers(store),
      answers: store,
      keyedHash: vault.keyedHash,
      clock,
      views: viewsOf(store, views),
      limits: rateLimits(config.rateLimits, clock),
      log,
      readiness: ready,
      checks,
      ...watching.parts,
      known: knownTroubles,
    },
  });
  const running = [
    { name: 'feeds', stop: () => feeding.bell.stop() },
    { name: 'server', stop: () => app.close() },
    { name: 'sending', stop: async () => sending?.stop() },
    { name: 'release', stop: () => release.stop() },
    { name: 'topics', stop: async () => topics?.stop() },
    { name: 'matching', stop: () => matching.stop() },
    { name: 'recalls', stop: () => recalls.stop() },
    { name: 'projector', stop: () => projector.stop() },
    { name: 'admin', stop: () => watching.stop() },
  ];
  const stopping = { readiness: ready, log };
  const listen = async () => {
    const adminUrl = await watching.start();
    await app.listen(config.port, config.host);
    return { url: await app.getUrl(), adminUrl };
  };
  const urls = await listen().catch(async (error: unknown) => {
    // An address is taken: nothing of the hub goes on without it.
    await shutdown({ ...stopping, drainSeconds: 0, stop: running })();
    throw error;
  });

  return {
    ...urls,
    fresh,
    store,
    tokenFor: async (userId) => issuer?.tokenFor(userId),
    waitFor: (position, milliseconds = 5000) => views.waitFor(position, milliseconds),
    ended: storage.ended,
    stop: shutdown({
      ...stopping,
      drainSeconds: config.drainSeconds,
      stop: [...running, { name: 'storage', stop: () => storage.close() }],
    }),
  };
};

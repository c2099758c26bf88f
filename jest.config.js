import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, swcOptions } from './tools/swc.mjs';

const roots = ['apps', 'libs', 'test']
  .filter((folder) => existsSync(join(root, folder)))
  .map((folder) => `<rootDir>/${folder}`);

/** What every project shares: ES modules through swc, `@hub/…` and `.js` imports led to their TypeScript. */
const project = (displayName, testRegex) => ({
  displayName,
  rootDir: root,
  roots: roots.length > 0 ? roots : ['<rootDir>/tools'],
  testRegex,
  testPathIgnorePatterns: ['/node_modules/', '/test/architecture/fixtures/'],
  testEnvironment: 'node',
  setupFiles: ['<rootDir>/test/seed.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': ['@swc/jest', { ...swcOptions, sourceMaps: 'inline' }] },
  moduleNameMapper: {
    '^@hub/([^/]+)/testing$': '<rootDir>/libs/$1/testing/index.ts',
    '^@hub/([^/]+)$': '<rootDir>/libs/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
});

/** The way of a case through the hub, from the agreement to the recall, the table of decisions over HTTP, and kills. */
const THROUGH_THE_HUB = '/test/(e2e/(story|release|recalls)|doors/http-view|faults/kill)';
/** What `npm run test:eventstore` asks of a real server: the contract of a log, and every suite from end to end. */
const ALL = '/(test/e2e/.*|test/doors/http-view|libs/eventstoredb/(event-store|log-image))';

/** Suites that start the hub, or a command, as a process of its own. */
const withBuild = (displayName, testRegex) => ({
  ...project(displayName, testRegex),
  globalSetup: '<rootDir>/tools/build-for-tests.mjs',
});

const onEventStoreDb = process.env.CONCORD_ALL_ON_EVENTSTOREDB === '1' ? ALL : THROUGH_THE_HUB;

export default {
  projects: [
    project('unit', '\\.spec\\.ts$'),
    withBuild('integration', '\\.int-spec\\.ts$'),
    // Suites of the one before, with the log on EventStoreDB: that of EVENTSTORE_URL, else the double.
    { ...withBuild('eventstoredb', `${onEventStoreDb}\\.int-spec\\.ts$`), globals: { LOG_ON_EVENTSTOREDB: true } },
  ],
  // One more than the two cores that there are at least: many suites wait, for a broker or for a process that was killed.
  maxWorkers: 3,
  workerIdleMemoryLimit: '2GB',
  // For what hangs: a busy machine takes several times what a quiet one does.
  testTimeout: 120_000,
};

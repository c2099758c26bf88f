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
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': ['@swc/jest', { ...swcOptions, sourceMaps: 'inline' }] },
  moduleNameMapper: {
    '^@hub/([^/]+)/testing$': '<rootDir>/libs/$1/testing/index.ts',
    '^@hub/([^/]+)$': '<rootDir>/libs/$1/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
});

export default {
  projects: [project('unit', '\\.spec\\.ts$'), project('integration', '\\.int-spec\\.ts$')],
  maxWorkers: 2,
  workerIdleMemoryLimit: '1GB',
  testTimeout: 60_000,
};

// `npm run test:eventstore`: the contract of a log, and every suite from end to end, against a real EventStoreDB: the one that
// EVENTSTORE_URL names, else a container where Docker answers. The last line says how it went, or why nothing was run.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { startRealEventStore } from './server.js';

const ROOT = join(import.meta.dirname, '../..');
const JEST = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];

const server = await startRealEventStore();
if (server) {
  const { status } = spawnSync(
    process.execPath,
    [...JEST, '--selectProjects', 'eventstoredb', ...process.argv.slice(2)],
    {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, NODE_OPTIONS: '', EVENTSTORE_URL: server.url, CONCORD_ALL_ON_EVENTSTOREDB: '1' },
    },
  );
  await server.stop();
  process.exitCode = status ?? 1;
} else {
  console.log('NOT RUN HERE: a real EventStoreDB: EVENTSTORE_URL names none, and no Docker engine answers');
}

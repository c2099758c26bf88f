export { isAlive, RUNS, runFolder, sweepRuns } from './run-folder.js';
export { startTestDatabase, withDatabases, withPostgres, type TestDatabase } from './test-database.js';

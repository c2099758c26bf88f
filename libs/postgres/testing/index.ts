export { isAlive, RUNS, runFolder, sweepRuns } from './run-folder.js';
export { startTestDatabase, withPostgres, type TestDatabase } from './test-database.js';

export { startTestDatabase, withPostgres, type TestDatabase } from './test-database.js';

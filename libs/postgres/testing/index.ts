export { withPostgres, type TestDatabase } from './test-database.js';

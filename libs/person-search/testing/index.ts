export { peopleIndexOver } from './a-people-index.js';

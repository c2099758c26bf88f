export { trailIndexOver } from './a-trail-index.js';

export { aReleased, messageIdOf, released, voided, withheld, type About } from './a-feed.js';
export { feedIndexOver } from './an-index.js';
